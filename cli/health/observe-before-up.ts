/** Observes the L1 and the network before a stack's first `up`: as from the node's host, as far as that is possible. */
import { runCommand } from "../../remote/command";
import { type ProxyVariables, throughServer } from "../../remote/ssh-tunnel";
import { environment } from "../../node/environment";
import { secretTexts } from "../../settings/check-config";
import type { RawConfig } from "../../settings/config-values";
import { chooseRelease } from "../../settings/releases/choose-release";
import type { Settings } from "../../settings/schema";
import { networkHere } from "./network/request";
import type { Observation } from "./observe";
import { observeHost, targetOf } from "./observe-host";
import { DOWNLOAD_VARIABLES } from "./probe/downloads";
import { parseProbeResult, probeArgs, type ProbeRequest, SERVERS } from "./probe/protocol";
import { chainIdOf, NO_SIGNERS, type StackInfo } from "./stack-info";
import { thoroughRequest } from "./thorough-request";

/** Milliseconds: longer than the probe takes when no server answers. */
const TIMEOUT = 120_000;

/** Observes the host as far as it can be reached, and the L1: from a server, else from this machine. */
export async function observeBeforeUp(
  { settings, stack }: StackInfo,
  config: RawConfig | undefined,
): Promise<Partial<Observation>> {
  const host = settings ? await observeHost(settings, stack) : {};
  if (!settings || settings.network === "local" || !config) return host;
  const target = host.unreachable === undefined ? targetOf(settings, stack) : undefined;
  const there = target && (await throughServer(target, (proxy) => queryL1(settings, config, proxy)));
  if (there) return { ...host, ...there, isThroughServer: true };
  return { ...host, ...(await queryL1(settings, config, {})) };
}

/** Queries the L1 servers and the network. @param proxy variables of the programs that query */
async function queryL1(settings: Settings, config: RawConfig, proxy: ProxyVariables): Promise<Partial<Observation>> {
  const chainId = chainIdOf(settings);
  const request: ProbeRequest = { ...NO_SIGNERS, chainId, stdin: true, ...thoroughRequest(settings) };
  // By standard input: other users can read arguments and environments.
  const input = JSON.stringify(serverVariables(config, settings));
  const around = Object.entries(proxy).map(([name, value]) => `${name}=${value}`);
  const command = ["env", ...around, process.execPath];
  const [{ code, text }, network] = await Promise.all([
    runCommand([...command, ...probeArgs(request)], TIMEOUT, input),
    networkHere(config, settings, command),
  ]);
  return { network, ...(code === 0 ? { answers: parseProbeResult(text) } : {}) };
}

/** Returns the part of the node's environment that names its L1 servers and the hosts it downloads from. */
function serverVariables(config: RawConfig, settings: Settings): Record<string, string> {
  const { release } = chooseRelease(settings);
  const external = { values: secretTexts(config), append: (value: string, text: string) => value + text };
  const names = [...Object.values(SERVERS).flat(), ...DOWNLOAD_VARIABLES];
  const entries = Object.entries(environment(settings, release, external));
  return Object.fromEntries(entries.filter(([name]) => names.includes(name)));
}
