import { Argument, type Command } from "commander";
import { peerId } from "../../keys/keys";
import { OperatorError, log } from "../../terminal/output";
import { atRandom, newKeys } from "./generate";
import { StackSession } from "../stack/session";
import { stackCommand, type StackOptions } from "../stack/stack-command";

interface RotateOptions extends StackOptions {
  readonly replace?: boolean;
}

/** `aztec-validator keys rotate` */
export function rotateKey(): Command {
  return stackCommand("rotate", "Gives a stack's node another p2p identity")
    .addArgument(new Argument("<kind>", "which key").choices(["p2p"]))
    .option("--replace", "says that the old one is to go")
    .addHelpText("after", HELP)
    .action(async (_kind: string, options: RotateOptions) => {
      await rotate(await StackSession.open(options.stack), options);
    });
}

const HELP = `
An attester's key is not rotated but replaced by a registration: docs/security.md. Publishers: keys new publishers --replace.
By plain Pulumi: pulumi config set --secret p2pPrivateKey && pulumi up`;

async function rotate(stack: StackSession, { replace = false }: RotateOptions): Promise<void> {
  stack.file.refuseDev();
  const { config } = await stack.config();
  if (!replace) throw new OperatorError(refusal(stack.name, config.p2pPrivateKey !== undefined));
  const keys = newKeys(["p2p"], { role: "full-node" }, { publishers: 0, source: atRandom });
  await stack.file.setSecrets(keys);
  log(
    `The peer id of ${stack.name} will be ${peerId(keys.p2pPrivateKey ?? "")} from the next \`up\` on: ${stack.upCommand}`,
  );
}

function refusal(stack: string, isSet: boolean): string {
  const left = isSet
    ? "The key in p2pPrivateKey would be gone, unless you have it elsewhere: aztec-validator keys export p2p"
    : "The one that the first `up` made stays in the state: it is used again where p2pPrivateKey is removed.";
  return [
    `${stack} would have another peer id, which its peers do not know yet. Nothing was changed.`,
    `  ${left}`,
    `  If it is to be: aztec-validator keys rotate p2p --replace --stack ${stack}`,
  ].join("\n");
}
