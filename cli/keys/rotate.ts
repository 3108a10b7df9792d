import { Argument, type Command } from "commander";
import { peerId } from "../../keys/keys";
import { log, OperatorError } from "../../terminal/output";
import { StackSession } from "../stack/session";
import { stackCommand, type StackOptions } from "../stack/stack-command";
import { newKeys, randomKeys } from "./generate";

interface RotateOptions extends StackOptions {
  readonly replace?: boolean;
}

/** `aztec-validator keys rotate` */
export function rotateKey(): Command {
  return stackCommand("rotate", "Replace the p2p identity")
    .addArgument(new Argument("<kind>", "the key to replace").choices(["p2p"]))
    .option("--replace", "confirm that the current identity is replaced")
    .addHelpText("after", HELP)
    .action(async (_kind: string, options: RotateOptions) => {
      await rotate(await StackSession.openExclusive(options.stack, "keys rotate"), options);
    });
}

const HELP = `
Stores a new p2p identity; the node gets it with the next \`up\`.

An attester's key cannot be rotated: a new registration replaces it, see
docs/security.md. For publishers: aztec-validator keys new publishers --replace

Example:
  $ aztec-validator keys rotate p2p --replace --stack testnet

With plain Pulumi: pulumi config set --secret p2pPrivateKey && pulumi up`;

async function rotate(stack: StackSession, { replace = false }: RotateOptions): Promise<void> {
  stack.file.refuseDev();
  const { config } = await stack.ownConfig();
  if (!replace) throw new OperatorError(refusal(stack.name, config.p2pPrivateKey !== undefined));
  const keys = newKeys(["p2p"], { role: "full-node" }, { publishers: 0, source: randomKeys });
  await stack.file.setSecrets(keys);
  log(`${stack.name} gets the peer id ${peerId(keys.p2pPrivateKey ?? "")} with the next \`up\`: ${stack.upCommand}`);
}

function refusal(stack: string, isSet: boolean): string {
  const loss = isSet
    ? `The key in p2pPrivateKey would be lost. To back it up: aztec-validator keys export p2p --stack ${stack}`
    : "The key that the first `up` generated stays in the state, and is used again if p2pPrivateKey is removed.";
  return [
    `${stack} would get another peer id, which its peers do not know yet. Nothing was changed.`,
    `  ${loss}`,
    `  To replace it: aztec-validator keys rotate p2p --replace --stack ${stack}`,
  ].join("\n");
}
