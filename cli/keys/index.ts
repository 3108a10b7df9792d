import { Command } from "commander";
import { exportKey } from "./export";
import { makeKeys } from "./new";
import { rotateKey } from "./rotate";
import { showKeys } from "./show";

/** `aztec-validator keys` */
export function keys(): Command {
  const all = new Command("keys").description("Makes the keys of a stack's node, and shows what is public of them");
  for (const command of [makeKeys(), showKeys(), exportKey(), rotateKey()]) all.addCommand(command);
  return all;
}
