/** Observes one stack for `status` and `doctor`: its state and settings, its host, its node, the L1 and the network. */
import { DecryptionError, KnownFailure, UnknownStackError } from "../../pulumi/failure";
import type { NetworkAnswer } from "../../remote/query-network";
import type { AwsJudgement } from "../../remote/aws-judgement";
import { dockerRunner, type DockerRunner } from "../../remote/docker";
import { HostKeyAlarm } from "../../remote/host-keys";
import { lastLine } from "../../remote/log-text";
import { type DockerProblem, findDockerProblem, needsOf } from "../../remote/docker-kind";
import { findOldImages, removalCommand } from "../../remote/old-images";
import type { Circumstances } from "../../resources/host-ready/circumstances";
import type { Found } from "../../resources/host-ready/script";
import { type CheckedConfig, secretTexts } from "../../settings/check-config";
import type { RawConfig } from "../../settings/config-values";
import { ADMIN_PORT, announcedAddress } from "../../settings/ports";
import type { Problem } from "../../settings/problems";
import { envVarNamesOf } from "../../settings/releases/env-vars";
import type { Settings } from "../../settings/schema";
import { nodeRoles } from "../../settings/schema/definition";
import { OperatorError } from "../../terminal/output";
import { blsCosts, type KeyCost } from "../keys/registration-cost";
import type { StackSession } from "../stack/session";
import { lookAtAws } from "./checks/aws";
import { blobEndpoints } from "./checks/blobs";
import { type Disk, isFilling } from "./checks/disk";
import { networkFrom } from "./network/request";
import { observeBeforeUp } from "./observe-before-up";
import { observeSurroundings } from "./observe-host";
import {
  containerEnv,
  inspectContainer,
  isRunning,
  type NodeContainer,
  healthCheckTarget,
  Unreachable,
} from "./probe/container";
import { type LogEnd, readLogEnd } from "./probe/log-end";
import { dial, type DialResult, openPorts } from "./probe/p2p-dial";
import { type ProbeRequest, type ProbeResult } from "./probe/protocol";
import { runProbe } from "./probe/run-probe";
import { thoroughRequest } from "./thorough-request";
import { chainIdOf, NO_SIGNERS, readStackInfo, type StackInfo } from "./stack-info";
import type { ProvingLog } from "./proving/log";
import { provingRequest, readProvingLog } from "./proving/request";
import { CONTRACT_CALLS } from "./work/contracts";
import { readDutySchedule, type DutySchedule } from "./work/schedule";
import { type NodeLog, readNodeLog } from "./work/node-log";

/** The result of all queries; a part that could not be queried is undefined. */
export interface Observation extends LogEnd {
  readonly stackInfo: StackInfo;
  /** Undefined if the host has no such container. */
  readonly container?: NodeContainer | undefined;
  readonly answers?: ProbeResult | undefined;
  /** Where the probe ran. */
  readonly source: "node host" | "this machine";
  readonly dialResult?: DialResult | undefined;
  /** Undefined if the network was not queried: a development network, or a role without an L1. */
  readonly network?: NetworkAnswer | undefined;
  /** Votes to slash the stack's attesters, and uses of its keys by others, from the node's log; not for `doctor`. */
  readonly log?: NodeLog | undefined;
  /** What a prover's role logged about jobs and epochs; undefined for other roles, and for `doctor`. */
  readonly provingLog?: ProvingLog | undefined;
  /** Duties to come; undefined if they are unknown, or there are none. Not for `doctor`. */
  readonly schedule?: DutySchedule | undefined;
  /** Why the host or the node could not be queried. */
  readonly unreachable?: string | undefined;
  /**
   * Problems of the settings; undefined if the settings cannot be decrypted. Only for `doctor`, as all that follows.
   */
  readonly problems?: readonly Problem[] | undefined;
  /** Why the settings cannot be decrypted, if that is known. */
  readonly undecrypted?: Pick<DecryptionError, "summary" | "remedies"> | undefined;
  /** Costs of registering the stack's BLS keys. */
  readonly keyCosts?: readonly KeyCost[];
  /** Ports that must be closed to others, and are open at the announced address. */
  readonly exposedPorts?: readonly number[];
  /** A host without a node yet: a server by SSH, or this machine. */
  readonly server?: Found | undefined;
  /** Why the node's container cannot run in the host's Docker. */
  readonly dockerProblem?: DockerProblem | undefined;
  /** Command that removes images of earlier releases; undefined if there are none, or the disk has room. */
  readonly imageRemoval?: string | undefined;
  /** What surrounds Docker on the host. */
  readonly surroundings?: Circumstances | undefined;
  /** Whether this machine queried the L1 by connections that left from the server. */
  readonly isThroughServer?: true;
  /** What AWS says of the account and the instance, before there is one, or when it does not answer. */
  readonly aws?: AwsJudgement | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Answers that `status --watch` uses again while they are fresh. */
export type RecentAnswers = Pick<Observation, "network" | "log" | "schedule">;

export interface ObserveOptions {
  /** Whether to run the slow checks of `doctor` too. */
  readonly thorough?: boolean;
  readonly recent?: RecentAnswers;
}

/** Milliseconds: longer than the probe takes when no server answers. */
const TIMEOUT = { quick: 60_000, thorough: 120_000 };
const [DATA_DIRECTORY = ""] = envVarNamesOf("dataDirectory");

/** Observes a stack. @throws {OperatorError} if the backend does not return its state */
export async function observe(stack: StackSession, options: ObserveOptions = {}): Promise<Observation> {
  const now = Date.now();
  const [found, opened] = await Promise.all([readStackInfo(stack), options.thorough ? readConfig(stack) : undefined]);
  const stackInfo = { ...found, settings: opened?.checked?.settings ?? found.settings };
  const keyCosts = opened?.config ? blsCosts(secretTexts(opened.config)) : [];
  const base = { stackInfo, problems: opened?.problems, undecrypted: opened?.undecrypted, keyCosts, now };
  const { docker, container } = stackInfo;
  if (stackInfo.isElsewhere) return { ...base, source: "this machine", unreachable: ELSEWHERE };
  if (docker && container) {
    const runner = dockerRunner(docker, options.thorough ? TIMEOUT.thorough : TIMEOUT.quick);
    const node = await observeNode(runner, container, stackInfo, options);
    const { settings } = stackInfo;
    const isSilent = node.unreachable !== undefined && settings?.host.kind === "aws";
    const aws = isSilent ? await lookAtAws(settings, stackInfo.stack, TIMEOUT.quick) : undefined;
    return { ...base, source: "node host", ...node, aws };
  }
  const before = options.thorough ? await observeBeforeUp(stackInfo, opened?.config) : {};
  return { ...base, source: "this machine", ...before };
}

const ELSEWHERE =
  "the node is on another machine, by its last `up`, and host.kind is local: run this command there, and bring no second node up here";

/** Observes a stack; if the backend does not return its state, the observation contains the reason. */
export async function tryObserve(stack: StackSession, recent: RecentAnswers = {}): Promise<Observation> {
  // `--watch` observes again and again, while other commands change the stack.
  stack.invalidate();
  try {
    return await observe(stack, { recent });
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    const { name, upCommand } = stack;
    return {
      stackInfo: {
        stack: name,
        upCommand,
        exists: !(error instanceof UnknownStackError),
        signers: NO_SIGNERS,
        settings: undefined,
      },
      source: "this machine",
      unreachable: summaryOf(error),
      now: Date.now(),
    };
  }
}

function summaryOf(error: OperatorError): string {
  if (error instanceof KnownFailure) return [error.summary, ...error.remedies].join(". ");
  return error.cause instanceof HostKeyAlarm ? error.cause.summary : lastLine(error.message);
}

interface OpenedConfig {
  readonly checked?: CheckedConfig;
  readonly problems?: readonly Problem[];
  readonly config?: RawConfig;
  readonly undecrypted?: DecryptionError;
}

/** Decrypts and checks the settings. Problems are findings, so they are not thrown. */
async function readConfig(stack: StackSession): Promise<OpenedConfig> {
  try {
    const { config } = await stack.config();
    const check = await stack.checkConfig();
    return check.ok ? { checked: check, problems: [], config } : { problems: check.problems, config };
  } catch (error) {
    if (error instanceof DecryptionError) return { undecrypted: error };
    if (error instanceof OperatorError) return {};
    throw error;
  }
}

/** Observes a node from its host. */
async function observeNode(
  docker: DockerRunner,
  name: string,
  stackInfo: StackInfo,
  { thorough = false, recent = {} }: ObserveOptions,
): Promise<Partial<Observation>> {
  try {
    const container = await inspectContainer(docker, name);
    if (!container) return {};
    const queryNetwork = async () =>
      recent.network ?? networkFrom(docker, name, container, stackInfo.settings, thorough);
    if (thorough) {
      // In sequence: other requests would distort the times that `doctor` measures.
      const node = await probeNode(docker, name, container, stackInfo, true);
      const around = await observeAround(docker, stackInfo, { name, disk: node.answers?.disk });
      return { container, ...node, ...around, ...(node.answers ? { network: await queryNetwork() } : {}) };
    }
    const [node, network] = await Promise.all([probeNode(docker, name, container, stackInfo, false), queryNetwork()]);
    if (!node.answers) return { container, ...node, network };
    const [log, schedule] = await Promise.all([
      readNodeLog(docker, name, stackInfo, { container, answers: node.answers }, recent.log),
      readDutySchedule(docker, name, stackInfo, node.answers, recent.schedule),
    ]);
    return { container, ...node, network, log, schedule };
  } catch (error) {
    if (error instanceof Unreachable) return { unreachable: error.message };
    throw error;
  }
}

/** Observes the Docker of a node's host, and what surrounds it. */
async function observeAround(
  runner: DockerRunner,
  { settings, stack, docker }: StackInfo,
  { name, disk }: { readonly name: string; readonly disk: Disk | undefined },
): Promise<Partial<Observation>> {
  if (!settings) return {};
  const old = disk && isFilling(disk) ? await findOldImages(runner, name) : undefined;
  const imageRemoval = old && old.images.length > 0 ? removalCommand(old) : undefined;
  const dockerProblem = await findDockerProblem(runner, needsOf(settings, stack));
  return { dockerProblem, imageRemoval, surroundings: await observeSurroundings(settings, stack, docker) };
}

async function probeNode(
  docker: DockerRunner,
  name: string,
  container: NodeContainer,
  stackInfo: StackInfo,
  thorough: boolean,
): Promise<Partial<Observation>> {
  const { settings, signers } = stackInfo;
  const directory = containerEnv(container, DATA_DIRECTORY);
  const provingLog = thorough || !isRunning(container) ? undefined : await readProvingLog(docker, name, settings);
  const request: ProbeRequest = {
    rpc: isRunning(container) ? healthCheckTarget(container) : undefined,
    chainId: settings && chainIdOf(settings),
    ...signers,
    directory,
    proving: provingRequest(settings, provingLog),
    ...(thorough ? thoroughRequest(settings) : chainRequest(stackInfo)),
    writeTest: thorough && isRunning(container) ? directory : undefined,
  };
  const ended = isRunning(container) ? {} : await readLogEnd(docker, name, false);
  try {
    const answers = await runProbe(docker, name, container, request);
    const { node } = answers;
    const isWaiting = isRunning(container) && node && !node.status && node.ready?.value !== true;
    const end = isWaiting ? await readLogEnd(docker, name, true) : ended;
    return { answers, provingLog, ...end, ...(await dialNode(answers, settings, thorough)) };
  } catch (error) {
    if (error instanceof Unreachable) return { unreachable: error.message, ...ended };
    throw error;
  }
}

/** Returns the queries to the rollup contract and the beacon servers, for roles that follow the chain. */
function chainRequest({ settings, coinbases = {} }: StackInfo) {
  const followsChain = !settings || nodeRoles.includes(settings.role);
  if (!followsChain) return {};
  const earnings = { coinbases: [...new Set(Object.values(coinbases))], payload: settings?.governancePayload };
  return { work: CONTRACT_CALLS, blobEndpoints: blobEndpoints(settings), ...earnings };
}

/** Dials a node that announces an address and, for `doctor`, ports that must be closed there. */
async function dialNode(
  { node }: ProbeResult,
  settings: Settings | undefined,
  thorough: boolean,
): Promise<Partial<Observation>> {
  const enr = node?.info?.value?.enr;
  // A local node announces its address in a Docker network; its ports are published elsewhere.
  const published = settings?.network === "local" ? announcedAddress(settings) : undefined;
  const dialResult = enr ? await dial(enr, settings?.host.kind === "local", published) : undefined;
  const address = dialResult?.endpoint.address;
  if (!thorough || !settings || !address || address.startsWith("127.")) return { dialResult };
  const ports = [...(settings.aws.rpcSources ? [] : [settings.rpcPort]), ADMIN_PORT];
  return { dialResult, exposedPorts: await openPorts(address, ports) };
}
