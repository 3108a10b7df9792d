/** Gathers all that `status` tells of one stack. */
import type { NetworkAnswer } from "../../remote/ask-network";
import { dockerRunner, type DockerRunner } from "../../remote/docker";
import { lastLine, namedErrors, readable } from "../../remote/wait-ready";
import { claimOf } from "../../settings/claim";
import { envVarNamesOf } from "../../settings/releases/env-vars";
import { nodeRoles } from "../../settings/schema/definition";
import type { StackSession } from "../stack/session";
import { isUnknownStack } from "../../pulumi/errors";
import { OperatorError } from "../../terminal/output";
import { ask, asksBy, type Container, inspect, NotAsked, variable } from "./ask";
import { blobEndpoints } from "./blobs";
import { chainIdOf, type Known, signersIn } from "./known";
import type { SlashingLog } from "./slashing";
import { readSlashings } from "./slashing-log";
import { WORK } from "./work";
import { networkFrom } from "./network-request";
import { dial, type Dialled } from "./p2p";
import type { Answers } from "./questions";

/** Everything that was asked; what is missing could not be. */
export interface Seen {
  readonly known: Known;
  /** Absent where the host has none. */
  readonly container?: Container | undefined;
  readonly answers?: Answers | undefined;
  readonly dialled?: Dialled | undefined;
  /** Undefined where the network was not asked which rollup it runs. */
  readonly network?: NetworkAnswer | undefined;
  /** Votes to slash the stack's attesters, by the log. */
  readonly slashing?: SlashingLog | undefined;
  /** The last error in the log of one that does not run. */
  readonly lastError?: string | undefined;
  /** Why nothing, or only a part, could be asked. */
  readonly notAsked?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Answers of a moment ago, to be used again: `--watch` does not ask for them each time. */
export type Recent = Pick<Seen, "network" | "slashing">;

const [DATA_DIRECTORY = ""] = envVarNamesOf("dataDirectory");

/** Longer than the questions take when no server answers. */
const TIMEOUT = 60_000;

/**
 * Looks at one stack: its state, its host, its node, the L1, and dials the node.
 *
 * @param recent what was answered the last time, as far as it is still good
 */
export async function look(stack: StackSession, recent: Recent = {}): Promise<Seen> {
  // `--watch` looks again and again, while others change the stack.
  stack.invalidate();
  try {
    return await gather(await known(stack), recent);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const nothing = { stack: stack.name, signers: { attesters: [], publishers: [] }, settings: undefined };
    const isThere = !isUnknownStack(error.message);
    return {
      known: { ...nothing, isThere, upCommand: stack.upCommand },
      notAsked: lastLine(error.message),
      now: Date.now(),
    };
  }
}

/** What is known of a stack without asking its host. @throws {OperatorError} if the backend does not tell */
export async function known(stack: StackSession): Promise<Known> {
  const [{ state, location }, settings] = await Promise.all([stack.snapshot(), stack.plainSettings()]);
  const signers = signersIn(state);
  const isNone = signers.attesters.length + signers.publishers.length === 0;
  return {
    ...location,
    stack: stack.name,
    isThere: true,
    signers: isNone && settings?.network !== "local" ? await signersOf(stack) : signers,
    settings,
    upCommand: stack.upCommand,
  };
}

/** Of a stack that records no claim, by its settings: where they can be decrypted. */
async function signersOf(stack: StackSession): Promise<Known["signers"]> {
  const check = await stack.checkConfig().catch(() => undefined);
  const claim = check?.ok ? claimOf(check.settings) : undefined;
  return claim ?? { attesters: [], publishers: [] };
}

async function gather(found: Known, recent: Recent): Promise<Seen> {
  const now = Date.now();
  const { docker: command, container: name } = found;
  if (!command || !name) return { known: found, now };
  const docker = dockerRunner(command, TIMEOUT);
  try {
    const container = await inspect(docker, name);
    if (!container) return { known: found, now };
    const [answered, network] = await Promise.all([
      answersOf(docker, name, container, found, recent),
      recent.network ?? networkFrom(docker, name, container, found.settings),
    ]);
    return { known: found, container, now, network, ...answered };
  } catch (error) {
    if (error instanceof NotAsked) return { known: found, now, notAsked: error.message };
    throw error;
  }
}

async function answersOf(docker: DockerRunner, name: string, container: Container, found: Known, recent: Recent) {
  const { settings, signers } = found;
  const by = asksBy(container);
  const isRunning = container.State.Status === "running";
  const asked = {
    rpc: isRunning ? by : undefined,
    chainId: settings && chainIdOf(settings),
    ...signers,
    directory: variable(container, DATA_DIRECTORY),
    ...workQuestion(settings),
  };
  const lastError = isRunning ? undefined : await errorIn(docker, name);
  try {
    const answers = await ask(docker, name, container, asked);
    const enr = answers.node?.info?.value?.enr;
    const isLocal = settings?.host.kind === "local";
    const dialled = by?.p2pPort && enr ? await dial(enr, isLocal) : undefined;
    return { answers, dialled, lastError, slashing: await readSlashings(docker, name, found, recent.slashing) };
  } catch (error) {
    if (error instanceof NotAsked) return { notAsked: error.message, lastError };
    throw error;
  }
}

/** What is asked of a node's work: of roles that keep a chain. */
function workQuestion(settings: Known["settings"]) {
  const hasChain = !settings || nodeRoles.includes(settings.role);
  return hasChain ? { work: WORK, blobEndpoints: blobEndpoints(settings) } : {};
}

async function errorIn(docker: DockerRunner, name: string): Promise<string | undefined> {
  const { text } = await docker(["logs", "--tail", "500", name]);
  return namedErrors(readable(text).split("\n")).at(-1)?.slice(0, 160);
}
