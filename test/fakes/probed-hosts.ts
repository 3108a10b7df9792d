/** `doctor` before the first `up`, against the tests' own hosts: its requests and its findings. */
import { execa } from "execa";
import { downloadsOf } from "../../cli/health/probe/downloads";
import { thoroughFindings } from "../../cli/health/checks/thorough";
import { type ThoroughResult, probeArgs, parseProbeResult } from "../../cli/health/probe/protocol";
import { parseSettings, configValues } from "../../settings/parse";
import { configOf, mainnet } from "../fixtures/stacks";
import { FakeHosts, REGISTRY } from "./fake-hosts";

export const hosts = new FakeHosts();
/** A URL without a listener. */
export const CLOSED = "http://127.0.0.1:59999";

export function settingsOf(values: Readonly<Record<string, unknown>>) {
  const { settings } = parseSettings(configValues(configOf(values)));
  if (!settings) throw new Error("no settings");
  return settings;
}

export const settings = settingsOf(mainnet);

/** The configuration of mainnet, with locations on the tests' hosts. */
export function config() {
  const places = { snapshots: [`${hosts.url}/snapshots`, "s3://bucket/of"], blobFileStoreUrls: [`${hosts.url}/blobs`] };
  return { mainnet: { l1ChainId: 1, registryAddress: REGISTRY, bootnodes: [], ...places } };
}

interface Around {
  readonly endpoints?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the probe as `doctor` does before the first `up`. */
export async function thoroughResult({ endpoints = ["blobs"], env = {} }: Around = {}): Promise<ThoroughResult> {
  const all = downloadsOf(settings);
  const crs = all.crs && { ...all.crs, hosts: [`${hosts.url}/crs`, `${CLOSED}/crs`] };
  const urls = [`${hosts.url}/none.json`, `${hosts.url}/network_config.json`];
  const own = { ...(crs ? { crs } : {}), ...(all.config ? { config: { ...all.config, urls } } : {}) };
  const downloads = { ...all, ...own };
  const request = { attesters: [], publishers: [], thorough: true, chainId: 1, blobEndpoints: endpoints, downloads };
  const input = { ETHEREUM_HOSTS: hosts.url, L1_CONSENSUS_HOST_URLS: hosts.url, ...env };
  const { stdout } = await execa("node", probeArgs({ ...request, stdin: true }), { input: JSON.stringify(input) });
  const { thorough: found } = parseProbeResult(stdout);
  if (!found) throw new Error("the probe returned no thorough results");
  return found;
}

const CHECKS = ["CRS", "network config", "snapshots", "blob stores", "blobs", "broker"];

export function findingLines(found: ThoroughResult, isReady = false): string[] {
  return thoroughFindings(found, { stack: "main", settings, isReady })
    .filter(({ check }) => CHECKS.includes(check))
    .map(({ check, severity, message }) => `${severity} ${check}: ${message.replaceAll(hosts.host, "HOST")}`);
}
