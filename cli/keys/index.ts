import { Command } from "commander";
import { exportKey } from "./export";
import { createKeys } from "./new";
import { rotateKey } from "./rotate";
import { showKeys } from "./show";

/** `aztec-validator keys` */
export function keys(): Command {
  const command = new Command("keys").description("Create, show, export and rotate the keys of a stack");
  for (const subcommand of [createKeys(), showKeys(), exportKey(), rotateKey()]) command.addCommand(subcommand);
  return command;
}
