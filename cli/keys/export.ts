import { Argument, type Command } from "commander";
import { p2pKey } from "../../keys/keys";
import { configValues } from "../../settings/parse";
import { OperatorError, log } from "../../terminal/output";
import { type AttesterOptions, attesterOption, ownerOf } from "./attester-option";
import { generatedKey } from "./generated-key";
import { type Kind, KINDS, settingOf } from "./generate";
import { StackSession } from "../stack/session";
import { stackCommand } from "../stack/stack-command";

/** `aztec-validator keys export` */
export function exportKey(): Command {
  return stackCommand("export", "Prints one private key in clear, for a backup of it")
    .addArgument(new Argument("<kind>", "which one").choices(KINDS))
    .addOption(attesterOption())
    .addHelpText("after", HELP)
    .action(async (kind: Kind, { stack, attester }: AttesterOptions) => {
      const open = await StackSession.open(stack);
      const key = await privateKey(open, kind, attester);
      const whose = attester === undefined ? open.name : `${attester} in ${open.name}`;
      log(`The ${kind} key of ${whose}, in clear. Who has it can do what the node can.`);
      console.log(key);
    });
}

const HELP = `
On standard output is the key alone: (umask 077; aztec-validator keys export p2p > p2p.key)
Where it can be given to a stack again: pulumi config set --secret p2pPrivateKey < p2p.key`;

/** In the settings, or made by the first `up` and in the state. @throws {OperatorError} if it is in neither */
async function privateKey(stack: StackSession, kind: Kind, attester: string | undefined): Promise<string> {
  const { config } = await stack.config();
  const setting = settingOf(kind, ownerOf(config, [kind], attester));
  const given = configValues(config)[setting];
  if (typeof given === "string") return given;
  if (Array.isArray(given)) return given.join(",");
  const isGenerated = attester === undefined && (kind === "attester" || kind === "p2p");
  const made = isGenerated ? generatedKey(await stack.stateWithSecrets(), kind) : undefined;
  if (made) return kind === "p2p" ? p2pKey(made) : `0x${made}`;
  throw new OperatorError(`${stack.name} has no ${kind} key: ${setting} is not set, and no \`up\` has made one.`);
}
