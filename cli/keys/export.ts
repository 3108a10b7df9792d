import { Argument, type Command } from "commander";
import { p2pKey } from "../../keys/keys";
import { configValues } from "../../settings/parse";
import { log, OperatorError } from "../../terminal/output";
import { StackSession } from "../stack/session";
import { stackCommand } from "../stack/stack-command";
import { type AttesterOptions, attesterOption, ownerOf } from "./attester-option";
import { KEY_KINDS, type KeyKind, settingOf } from "./generate";
import { generatedKey } from "./generated-key";

/** `aztec-validator keys export` */
export function exportKey(): Command {
  return stackCommand("export", "Print one private key in plain text, as a backup")
    .addArgument(new Argument("<kind>", "the key to print").choices(KEY_KINDS))
    .addOption(attesterOption())
    .addHelpText("after", HELP)
    .action(async (kind: KeyKind, { stack: name, attester }: AttesterOptions) => {
      const stack = await StackSession.open(name);
      const key = await privateKey(stack, kind, attester);
      const owner = attester === undefined ? stack.name : `${attester} in ${stack.name}`;
      log(`The ${kind} key of ${owner}, in plain text. Anyone who has it can sign in the node's place.`);
      console.log(key);
    });
}

const HELP = `
Standard output has only the key.

Examples:
  $ (umask 077; aztec-validator keys export p2p --stack testnet > p2p.key)
  $ pulumi config set --secret p2pPrivateKey --stack other < p2p.key`;

/** Returns a key from the settings, or one that `up` generated from the state. @throws {OperatorError} if there is none */
async function privateKey(stack: StackSession, kind: KeyKind, attester: string | undefined): Promise<string> {
  const { config } = await stack.ownConfig();
  const setting = settingOf(kind, ownerOf(config, [kind], attester));
  const value = configValues(config)[setting];
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.join(",");
  const canBeGenerated = attester === undefined && (kind === "attester" || kind === "p2p");
  const generated = canBeGenerated ? generatedKey(await stack.stateWithSecrets(), kind) : undefined;
  if (generated) return kind === "p2p" ? p2pKey(generated) : `0x${generated}`;
  throw new OperatorError(`${stack.name} has no ${kind} key: ${setting} is not set, and \`up\` has not generated one.`);
}
