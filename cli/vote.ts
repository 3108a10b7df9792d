import { type Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { RELEASE } from "../images/tags";
import { adminRequest } from "../remote/admin-api";
import { type JsonRpcAnswer, queryFrom, queryHere } from "../remote/json-rpc";
import { ADMIN_PORT } from "../settings/ports";
import { rpcNamespace } from "../settings/releases/release";
import { type CheckedConfig, checkConfig, secretTexts } from "../settings/check-config";
import type { RawConfig } from "../settings/config-values";
import { OperatorError, log, task } from "../terminal/output";
import { type RunningNode, nodeOf } from "./stack/running-node";
import { StackSession } from "./stack/session";
import { stackCommand, type StackOptions } from "./stack/stack-command";
import { settingsOrThrow } from "./stack/plain-config";

interface VoteOptions extends StackOptions {
  readonly none?: boolean;
  readonly now?: boolean;
}

const SETTING = "governancePayload";

/** `aztec-validator vote` */
export function vote(): Command {
  return stackCommand("vote", "Set the governance payload that the node votes for in its slots")
    .argument("[payload]", "address of the payload contract on L1", parseAddress)
    .option("--none", "vote for no payload")
    .option("--now", "run `up` afterwards, which replaces the container")
    .addHelpText("after", HELP)
    .action(async (payload: string | undefined, { stack, none, now }: VoteOptions) => {
      if ((payload === undefined) !== (none === true))
        throw new OperatorError(
          "Nothing was changed: pass either a payload's address or --none. Example: aztec-validator vote --none",
        );
      await setVote(await StackSession.openExclusive(stack, "vote"), payload, now ?? false);
    });
}

const HELP = `
The payload must be a contract on L1; the node's Ethereum server is used to
verify it. A running node of release 4.x or later switches at once, without a
restart. The payload is stored in the setting governancePayload, so the next
\`pulumi up\` replaces the container, with the same vote: --now does that at once.

Examples:
  $ aztec-validator vote 0x1234567890abcdef1234567890abcdef12345678
  $ aztec-validator vote --none --stack testnet

With plain Pulumi: pulumi config set ${SETTING} <payload> && pulumi up`;

function parseAddress(text: string): string {
  if (/^0x[0-9a-fA-F]{40}$/.test(text)) return text;
  throw new InvalidArgumentError("Pass an Ethereum address: 0x and 40 hex digits.");
}

/** @param payload undefined to vote for no payload */
export async function setVote(stack: StackSession, payload: string | undefined, isNow: boolean): Promise<void> {
  await stack.refuseElsewhere();
  const { config, isSecret } = await stack.config();
  const { [SETTING]: before, ...rest } = config;
  const checked = settingsOrThrow(
    checkConfig(payload === undefined ? rest : { ...rest, [SETTING]: payload }, isSecret, RELEASE),
    stack.name,
  );
  const address = checked.settings.governancePayload;
  const node = nodeOf((await stack.snapshot()).location);
  if (address) await task(`${address} is a contract on L1`, () => hasCode(config, node, address));
  if (before !== address) stack.file.set(SETTING, address);
  const isSwitched = node !== undefined && !isNow && (await changeVote(stack, node, checked, address));
  if (isNow) await stack.up();
  log(`\n${resultText(stack, address, isNow || isSwitched, node !== undefined)}`);
}

/**
 * Verifies a contract on L1, from the running node or else from this machine.
 *
 * @throws {OperatorError} if it is none, or no server answers
 */
async function hasCode(config: RawConfig, node: RunningNode | undefined, address: string): Promise<void> {
  const request = { method: "eth_getCode", params: [address, "latest"] };
  const urls = (secretTexts(config).ethereumHosts ?? "").split(",").filter(Boolean);
  const answer = node ? await queryFrom(node.cli, node.container, request) : await queryHere({ ...request, urls });
  const failure = `Nothing was changed. The payload cannot be verified on L1 ${node ? "by the node" : "from this machine"}`;
  const code = z.string().parse(resultOf(answer, failure));
  if (code !== "0x") return;
  throw new OperatorError(
    `${address} is not a contract on the node's L1, so it is not a payload. Nothing was changed.`,
  );
}

/** Read by releases whose admin API requires a password; only their running nodes are changed. */
const PASSWORD = "AZTEC_ADMIN_API_KEY_HASH";
/** The node reads this address as "no payload". */
const NO_PAYLOAD = `0x${"0".repeat(40)}`;
const configSchema = z.looseObject({ governanceProposerPayload: z.string().optional() });

/** @returns whether the running node votes for it */
async function changeVote(
  stack: StackSession,
  node: RunningNode,
  checked: CheckedConfig,
  address = NO_PAYLOAD,
): Promise<boolean> {
  const { release, settings } = checked;
  if (!release.reads(PASSWORD)) return false;
  const key = await stack.secretOutput("adminApiKey");
  const access = { port: settings.adminPort ?? ADMIN_PORT, key };
  const call = async (name: string, params: readonly unknown[]) => {
    const request = { method: `${rpcNamespace(release)}Admin_${name}`, params };
    const answer = await adminRequest(node.cli, node.container, access, request);
    return resultOf(answer, "The setting is stored, but the running node did not accept it");
  };
  await task("running node: payload changed", async () => {
    await call("setConfig", [{ governanceProposerPayload: address }]);
    const { governanceProposerPayload } = configSchema.parse(await call("getConfig", []));
    if (governanceProposerPayload?.toLowerCase() === address.toLowerCase()) return;
    throw new OperatorError(
      `The setting is stored, but the running node still votes as before. To replace its container: aztec-validator vote … --now --stack ${stack.name}`,
    );
  });
  return true;
}

function resultOf(answer: JsonRpcAnswer, failure: string): unknown {
  if ("result" in answer) return answer.result;
  throw new OperatorError(`${failure}: ${"refused" in answer ? answer.refused : answer.silent}`);
}

function resultText(
  { name, upCommand }: StackSession,
  address: string | undefined,
  isSwitched: boolean,
  isRunning: boolean,
): string {
  const what = address ? `votes for ${address}` : "votes for no payload";
  if (!isRunning) return `The node of ${name} ${what} from its next start on.`;
  if (!isSwitched)
    return `The node of ${name} ${what} from its next start on; its release cannot switch while it runs: ${upCommand}`;
  return `The node of ${name} ${what}. The settings have it too, so the next \`up\` replaces the container, with the same vote.`;
}
