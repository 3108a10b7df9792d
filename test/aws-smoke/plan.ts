/** What the smoke test sets, what it costs, and what it prints. Pure. */
import { costParts } from "../../settings/aws/cost";
import prices from "../../settings/aws/prices.json";
import { proposedRelease } from "../../settings/network/network-release";
import { configValues, parseSettings } from "../../settings/parse";
import type { Resource } from "../../pulumi/state";
import { formatDuration } from "../../terminal/format";
import { configOf } from "../fixtures/stacks";

/** Settings by their paths. */
export type Values = Readonly<Record<string, unknown>>;

export interface KeyPair {
  readonly file: string;
  readonly public: string;
}

/** Settings that Pulumi encrypts. */
export const SECRET = ["ethereumHosts", "l1ConsensusHosts"];

/** What the run pays for: EC2 bills seconds; the estimate is for an hour, of which the run needs about half. */
const ESTIMATED_HOURS = 1;

/** Returns the settings of a node without keys and stake, on a small disk. */
export function smokeSettings(region: string, key: KeyPair, servers: Values): Values {
  return {
    network: "testnet",
    role: "full-node",
    release: proposedRelease("testnet"),
    "sync.mode": "snapshot",
    "host.kind": "aws",
    "host.identityFile": key.file,
    "aws.region": region,
    "aws.sshPublicKey": key.public,
    "aws.dataGb": 200,
    "aws.dataIops": 3000,
    "aws.dataThroughput": 125,
    ...servers,
  };
}

/** Returns US dollars an hour; undefined if the instance type is not in the table of prices. */
export function dollarsAnHour(values: Values): number | undefined {
  const { settings } = parseSettings(configValues(configOf(values)));
  const parts = settings && costParts(settings);
  return parts && parts.reduce((sum, { dollars }) => sum + dollars, 0) / prices.hoursPerMonth;
}

const NOT_COUNTED = "traffic is not counted";

/** Returns what is printed before anything costs money. */
export function announcement(hourly: number | undefined): string {
  const cost =
    hourly === undefined
      ? "What it costs is unknown: the instance type is not in the table of prices."
      : `It costs about ${(hourly * ESTIMATED_HOURS).toFixed(2)} USD if it takes ${ESTIMATED_HOURS} hour; ${NOT_COUNTED}.`;
  return `This makes an instance, a volume and an address on AWS, replaces the instance, and removes everything. ${cost}`;
}

/** A part of the run that ended well. */
export interface Step {
  readonly name: string;
  readonly seconds: number;
}

/** Returns a table of what each step took and cost. */
export function table(steps: readonly Step[], hourly: number | undefined): string {
  const cost = (seconds: number) => (hourly === undefined ? "unknown" : ((hourly * seconds) / 3600).toFixed(3));
  const row = (name: string, duration: string, dollars: string) =>
    `  ${name.padEnd(10)}${duration.padStart(10)}${dollars.padStart(10)}`;
  const total = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  return [
    row("step", "duration", "USD"),
    ...steps.map(({ name, seconds }) => row(name, formatDuration(seconds), cost(seconds))),
    row("together", formatDuration(total), cost(total)),
    `  Prices of ${prices.asOf}; ${NOT_COUNTED}.`,
  ].join("\n");
}

/** Returns a line for each thing in AWS that a stack's state has. */
export function onAws(resources: readonly Resource[]): string[] {
  return resources.flatMap(({ type, urn, id }) => {
    if (!type.startsWith("aws:") || id === undefined) return [];
    return [`  ${type.split(":").at(-1) ?? ""} ${urn.split("::").at(-1) ?? ""}: ${id}`];
  });
}
