import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { RELEASE } from "../images/tags";
import { adminRequest } from "../remote/admin-api";
import { type JsonRpcAnswer, askFrom, askHere } from "../remote/json-rpc";
import { ADMIN_PORT } from "../settings/ports";
import { rpcNamespace } from "../settings/releases/release";
import { type CheckedConfig, checkConfig, secretTexts } from "../settings/check-config";
import type { RawConfig } from "../settings/config-values";
import { OperatorError, log, task } from "../terminal/output";
import { type RunningNode, nodeOf } from "./stack/running-node";
import { StackSession } from "./stack/session";
import { stackCommand, type StackOptions } from "./stack/stack-command";
import { settingsOrThrow } from "./stack/stack-config";

interface VoteOptions extends StackOptions {
  readonly none?: boolean;
  readonly now?: boolean;
}

const SETTING = "governancePayload";

/** `aztec-validator vote` */
export function vote(): Command {
  return stackCommand("vote", "Votes for a governance payload in the sequencer's slots, from now on")
    .argument("[payload]", "the address of the payload's contract on L1")
    .option("--none", "votes for none from now on")
    .option("--now", "brings the stack up afterwards, which restarts the node")
    .addHelpText("after", HELP)
    .action(async (payload: string | undefined, { stack, none, now }: VoteOptions) => {
      if ((payload === undefined) !== (none === true)) throw new InvalidArgumentError("Say a payload, or --none.");
      await cast(await StackSession.openExclusive(stack, "vote"), payload, now ?? false);
    });
}

const HELP = `
The payload has to be a contract on L1: the node's own Ethereum server is asked. The running node is told at once, where
its release can be (from 4.x on), and the payload is kept in the stack's settings. The next \`pulumi up\` makes a new
container for it, which votes for the same: --now does that at once.
By plain Pulumi: pulumi config set ${SETTING} <payload> && pulumi up`;

/** @param payload undefined, to vote for none */
async function cast(stack: StackSession, payload: string | undefined, isNow: boolean): Promise<void> {
  const { config, isSecret } = await stack.config();
  const { [SETTING]: before, ...rest } = config;
  const wanted = settingsOrThrow(
    checkConfig(payload === undefined ? rest : { ...rest, [SETTING]: payload }, isSecret, RELEASE),
  );
  const address = wanted.settings.governancePayload;
  const node = nodeOf((await stack.snapshot()).location);
  if (address) await task(`${address} is a contract on L1`, () => hasCode(config, node, address));
  if (before !== address) await stack.file.set(SETTING, address);
  const isTold = node !== undefined && !isNow && (await tell(stack, node, wanted, address));
  if (isNow) await stack.up();
  log(`\n${told(stack, address, isNow || isTold, node !== undefined)}`);
}

/** Asked by the node where it runs, else from here. @throws {OperatorError} if it is none, or that cannot be seen */
async function hasCode(config: RawConfig, node: RunningNode | undefined, address: string): Promise<void> {
  const request = { method: "eth_getCode", params: [address, "latest"] };
  const urls = (secretTexts(config).ethereumHosts ?? "").split(",").filter(Boolean);
  const answer = node ? await askFrom(node.cli, node.container, request) : await askHere({ ...request, urls });
  const failure = `The payload cannot be looked up on L1 ${node ? "by the node" : "from here"}; nothing was changed`;
  const code = z.string().parse(resultOf(answer, failure));
  if (code !== "0x") return;
  throw new OperatorError(
    `There is no contract at ${address} on the node's L1: it is no payload. Nothing was changed.`,
  );
}

/** What a release reads whose administration asks for a password: only such a one is told anything. */
const PASSWORD = "AZTEC_ADMIN_API_KEY_HASH";
/** What the node takes for "none". */
const NOBODY = `0x${"0".repeat(40)}`;
const configSchema = z.looseObject({ governanceProposerPayload: z.string().optional() });

/** @returns whether the running node votes for it */
async function tell(stack: StackSession, node: RunningNode, wanted: CheckedConfig, address = NOBODY): Promise<boolean> {
  const { release, settings } = wanted;
  if (!release.reads(PASSWORD)) return false;
  const key = await stack.secretOutput("adminApiKey");
  const access = { port: settings.adminPort ?? ADMIN_PORT, key };
  const call = async (name: string, params: readonly unknown[]) => {
    const request = { method: `${rpcNamespace(release)}Admin_${name}`, params };
    const answer = await adminRequest(node.cli, node.container, access, request);
    return resultOf(answer, "The setting is kept, but the node was not told");
  };
  await task("the running node is told", async () => {
    await call("setConfig", [{ governanceProposerPayload: address }]);
    const { governanceProposerPayload } = configSchema.parse(await call("getConfig", []));
    if (governanceProposerPayload?.toLowerCase() === address.toLowerCase()) return;
    throw new OperatorError("The setting is kept, but the node goes on as before: aztec-validator vote … --now");
  });
  return true;
}

function resultOf(answer: JsonRpcAnswer, failure: string): unknown {
  if ("result" in answer) return answer.result;
  throw new OperatorError(`${failure}: ${"refused" in answer ? answer.refused : answer.silent}`);
}

function told(
  { name, upCommand }: StackSession,
  address: string | undefined,
  isTold: boolean,
  isRunning: boolean,
): string {
  const what = address ? `votes for ${address}` : "votes for no payload";
  if (!isRunning) return `The node of ${name} ${what} from its next start on.`;
  if (!isTold)
    return `The node of ${name} ${what} from its next start on; its release cannot be told before: ${upCommand}`;
  return `The node of ${name} ${what}. It is in the settings too, so the next \`up\` makes a new container that goes on with it.`;
}
