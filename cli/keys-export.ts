import { Argument, type Command } from "commander";
import { p2pKey } from "../settings/keys";
import { readConfig } from "../settings/reading";
import { settingsSchema } from "../settings/variables";
import { OperatorError, say } from "../toolchain/steps";
import { madeKey } from "./made-key";
import { type Kind, KINDS, roleOf, settingOf } from "./new-keys";
import { OpenStack } from "./open-stack";
import { stackCommand, type StackOptions } from "./stack-command";

/** `aztec-validator keys export` */
export function exportKey(): Command {
  return stackCommand("export", "Prints one private key in clear, for a backup of it")
    .addArgument(new Argument("<kind>", "which one").choices(KINDS))
    .addHelpText("after", HELP)
    .action(async (kind: Kind, { stack }: StackOptions) => {
      const open = await OpenStack.open(stack);
      const key = await privateKey(open, kind);
      say(`The ${kind} key of ${open.name}, in clear. Who has it can do what the node can.`);
      console.log(key);
    });
}

const HELP = `
On standard output is the key alone: (umask 077; aztec-validator keys export p2p > p2p.key)
Where it can be given to a stack again: pulumi config set --secret p2pPrivateKey < p2p.key`;

/** In the settings, or made by the first `up` and in the state. @throws {OperatorError} if it is in neither */
async function privateKey(stack: OpenStack, kind: Kind): Promise<string> {
  const { config } = await stack.config();
  const setting = settingOf(kind, roleOf(config));
  const given = readConfig(settingsSchema, config)[setting];
  if (typeof given === "string") return given;
  if (Array.isArray(given)) return given.join(",");
  const made = madeKey(await stack.stateInClear(), kind);
  if (made) return kind === "p2p" ? p2pKey(made) : `0x${made}`;
  throw new OperatorError(`${stack.name} has no ${kind} key: ${setting} is not set, and no \`up\` has made one.`);
}
