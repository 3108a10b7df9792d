/** Gathers all that `doctor` tells of one stack: from its host where that is up, else from this machine. */
import path from "node:path";
import { execa } from "execa";
import type { NetworkAnswer } from "../../remote/ask-network";
import { dockerRunner } from "../../remote/docker";
import { type Found, LOOK, readFound } from "../../resources/host-ready/script";
import { runCommand } from "../../remote/command";
import { lastLine } from "../../remote/wait-ready";
import type { Problem } from "../../settings/problems";
import { secretTexts, type CheckedConfig } from "../../settings/check-config";
import type { RawConfig } from "../../settings/config-values";
import { chooseRelease } from "../../settings/releases/choose-release";
import { environment } from "../../node/environment";
import { commandLine, serverTarget, sshCommand } from "../../remote/ssh";
import { envVarNamesOf } from "../../settings/releases/env-vars";
import type { Settings } from "../../settings/schema";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { OperatorError } from "../../terminal/output";
import { blsCosts, type KeyCost } from "../keys/bls-costs";
import type { StackSession } from "../stack/session";
import { ask, asksBy, inspect, NotAsked, variable } from "./ask";
import { blobEndpoints } from "./blobs";
import { DOWNLOAD_VARIABLES, downloadsOf } from "./downloads";
import { known } from "./gather";
import { chainIdOf, type Known } from "./known";
import { networkFrom, networkHere } from "./network-request";
import { dial, type Dialled, openAmong } from "./p2p";
import { ADMIN_PORT } from "../../settings/ports";
import { type Answers, questions, readAnswers, SERVERS } from "./questions";

/** What the doctor saw; what is missing could not be asked. */
export interface Examination {
  readonly known: Known;
  /** What is wrong with the settings; undefined where they cannot be decrypted. */
  readonly problems: readonly Problem[] | undefined;
  readonly answers?: Answers | undefined;
  /** Where that was asked. */
  readonly from: "the node's host" | "this machine";
  readonly dialled?: Dialled | undefined;
  /** Undefined where the network was not asked which rollup it runs. */
  readonly network?: NetworkAnswer | undefined;
  /** What the registration of the stack's BLS keys costs. */
  readonly costs?: readonly KeyCost[];
  /** Of the ports that nobody else may reach, those that are open at the announced address. */
  readonly exposed?: readonly number[];
  /** A host that has no node yet: a server by SSH, or this machine. */
  readonly server?: Found | undefined;
  readonly notAsked?: string | undefined;
}

const TIMEOUT = 120_000;

/** @throws {OperatorError} if the backend does not tell of the stack */
export async function examine(stack: StackSession): Promise<Examination> {
  const [found, { checked, problems, config }] = await Promise.all([known(stack), settingsOf(stack)]);
  const all = { ...found, settings: checked?.settings ?? found.settings };
  const there = { known: all, problems, costs: config ? blsCosts(secretTexts(config)) : [] };
  if (all.docker && all.container) return { ...there, from: "the node's host", ...(await onHost(all)) };
  return { ...there, from: "this machine", ...(await before(all, config)) };
}

/** The settings, with secrets; what is wrong with them is a finding. */
async function settingsOf(
  stack: StackSession,
): Promise<{ checked?: CheckedConfig; problems?: readonly Problem[]; config?: RawConfig }> {
  try {
    const { config } = await stack.config();
    const check = await stack.checkConfig();
    return check.ok ? { checked: check, problems: [], config } : { problems: check.problems, config };
  } catch (error) {
    if (error instanceof OperatorError) return {};
    throw error;
  }
}

/** What only `doctor` asks. */
function thoroughly(settings: Settings | undefined) {
  return { thorough: true, blobEndpoints: blobEndpoints(settings), downloads: settings && downloadsOf(settings) };
}

/** Asks where the node is. */
async function onHost(all: Known): Promise<Partial<Examination>> {
  const { docker: command = [], container: name = "", settings, signers } = all;
  const docker = dockerRunner(command, TIMEOUT);
  try {
    const container = await inspect(docker, name);
    if (!container) return { notAsked: `its container ${name} is gone from its host` };
    const isRunning = container.State.Status === "running";
    const directory = variable(container, envVarNamesOf("dataDirectory")[0] ?? "");
    const rpc = isRunning ? asksBy(container) : undefined;
    const chainId = settings && chainIdOf(settings);
    const writes = isRunning ? directory : undefined;
    const asked = { rpc, chainId, ...signers, directory, writes, ...thoroughly(settings) };
    const answers = await ask(docker, name, container, asked);
    const network = await networkFrom(docker, name, container, settings, true);
    return { answers, network, ...(await reached(answers, settings)) };
  } catch (error) {
    if (error instanceof NotAsked) return { notAsked: error.message };
    throw error;
  }
}

/** Dials the node, and what nobody should be able to dial. */
async function reached(answers: Answers, settings: Settings | undefined): Promise<Partial<Examination>> {
  const enr = answers.node?.info?.value?.enr;
  const dialled = enr ? await dial(enr, settings?.host.kind === "local") : undefined;
  if (!dialled || !settings || dialled.endpoint.address.startsWith("127.")) return { dialled };
  const closed = [...(settings.aws.rpcSources ? [] : [settings.rpcPort]), ADMIN_PORT];
  return { dialled, exposed: await openAmong(dialled.endpoint.address, closed) };
}

/** Before the first `up`: the L1 from here, and the host as far as it can be asked. */
async function before({ settings, stack }: Known, config: RawConfig | undefined): Promise<Partial<Examination>> {
  const server = settings ? await hostOf(settings, stack) : {};
  if (!settings || settings.network === "local" || !config) return server;
  const asked = { chainId: chainIdOf(settings), attesters: [], publishers: [], stdin: true, ...thoroughly(settings) };
  // By standard input: what is in arguments and environments can be read by others.
  const input = JSON.stringify(serversIn(config, settings));
  const { stdout, failed } = await execa("node", questions(asked), { input, reject: false });
  const network = await networkHere(config, settings);
  return { ...server, network, ...(failed ? {} : { answers: readAnswers(stdout) }) };
}

/** Where the node would read the L1 and would download from: the part of its environment that says so. */
function serversIn(config: RawConfig, settings: Settings): Record<string, string> {
  const { release } = chooseRelease(settings);
  const given = { values: secretTexts(config), append: (value: string, text: string) => value + text };
  const names = [...Object.values(SERVERS).flat(), ...DOWNLOAD_VARIABLES];
  const entries = Object.entries(environment(settings, release, given));
  return Object.fromEntries(entries.filter(([name]) => names.includes(name)));
}

/** A host that is to have a node, as far as it is there: an instance of AWS and another Docker are asked later. */
async function hostOf({ host, dockerHost }: Settings, stack: string): Promise<Partial<Examination>> {
  const look = ["sh", "-c", LOOK];
  if (host.kind === "ssh") {
    const ssh = sshCommand(serverTarget(host, path.join(PROJECT_DIR, `Pulumi.${stack}.known_hosts`)));
    return lookedAt(commandLine(ssh, look), `${host.address ?? "the server"} is not reached by SSH`);
  }
  if (host.kind === "aws" || dockerHost || process.platform !== "linux") return {};
  return lookedAt(look, "this machine cannot be looked at");
}

async function lookedAt(command: readonly string[], failure: string): Promise<Partial<Examination>> {
  const { code, text } = await runCommand(command, TIMEOUT);
  return code === 0 ? { server: readFound(text) } : { notAsked: `${failure}: ${lastLine(text)}` };
}
