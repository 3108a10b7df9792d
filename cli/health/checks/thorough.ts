/** Checks that only `doctor` runs: rate limits, traces, disk speed, processor, memory. Pure. */
import { isPublic } from "../../../settings/network/networks";
import { SKYLAKE } from "../../../resources/host-ready/script";
import { setCommandFor } from "../../../settings/acceptance";
import { chooseRelease } from "../../../settings/releases/choose-release";
import { setCommand } from "../../../settings/commands";
import { compareReleases } from "../../../settings/releases/release";
import type { Settings } from "../../../settings/schema";
import { TMP_MB } from "../../../node/writable-places";
import { blobFinding } from "./blobs";
import { type DownloadContext, downloadFindings, hasStore } from "./downloads";
import type { Finding } from "../finding";
import { otherServerRemedy, type Expected } from "./l1";
import type { ThoroughResult } from "../probe/protocol";

/** Maximum milliseconds for the slowest of many parallel requests. */
const SLOW = 3000;
/** Minimum small writes per second, four in parallel. A spinning disk has about 100. */
const FEW_WRITES = 500;
/** Source: the vendor's advice for a sequencer. */
const ADVISED = { vcpus: 16, memoryMb: 15_500 };

/** Context of the checks: remedies depend on the settings. */
type Stack = Pick<Expected, "localRemedy"> & DownloadContext;

/** Judges the results of the thorough checks. */
export function thoroughFindings(
  { bursts, traces, blobs, downloads, writes, reads }: ThoroughResult,
  stack: Stack,
): Finding[] {
  return [
    ...bursts.map((one) => rate(one, stack)),
    ...traces.map((one) => tracing(one, stack, isWithoutTraces(traces, stack))),
    ...blobs.map((one) => blobFinding(one, stack, !(downloads && hasStore(downloads)))),
    ...(downloads ? downloadFindings(downloads, stack) : []),
    ...(writes ? [speed(writes, stack)] : []),
    ...(reads ? [readSpeed(reads, stack)] : []),
  ];
}

function rate({ server, sent, failed, error, slowest }: ThoroughResult["bursts"][number], stack: Stack): Finding {
  const check = "L1 rate";
  const message = `${server}: ${sent - failed} of ${sent} parallel requests answered, the slowest in ${slowest} ms`;
  if (failed > 0) {
    const other = otherServerRemedy("ethereumHosts", stack);
    const remedy = stack.localRemedy ?? `use a plan with more requests${other ? `, or ${other}` : ""}`;
    return { check, severity: "warning", message: `${message}; ${error ?? "the reason is unknown"}`, remedy };
  }
  if (slowest > SLOW) return { check, severity: "warning", message, remedy: otherServerRemedy("ethereumHosts", stack) };
  return { check, severity: "ok", message };
}

/** Judges traces: without them a node reads most blocks, and gets stuck at one that a contract published. */
function tracing({ server, error, recent, old }: Trace, stack: Stack, isFatal: boolean): Finding {
  const check = "L1 traces";
  const command = setCommandFor("ethereumDebugHosts", stack);
  const remedy = stack.localRemedy ?? (command && `use a server with traces: ${command}`);
  if (error) return { check, severity: "unknown", message: `${server} ${error}` };
  if (!recent) return { check, severity: "ok", message: `${server}: no transaction to trace in its last blocks` };
  if (recent.length === 0) {
    if (isFatal) {
      const message = `${server} has no traces: from release 6.0.0 on, a node does not start without them`;
      return { check, severity: "failure", message, remedy };
    }
    const message = `${server} has no traces: the node cannot read blocks that a contract published`;
    return { check, severity: "warning", message, remedy };
  }
  if (old?.length === 0)
    return { check, severity: "warning", message: `${server} has no traces of the block 512 blocks ago`, remedy };
  return {
    check,
    severity: "ok",
    message: `${server} has ${recent.join(" and ")}${old ? ", also 512 blocks ago" : ""}`,
  };
}

type Trace = ThoroughResult["traces"][number];

/** Returns whether a node cannot start because its release requires traces and no server has them. */
function isWithoutTraces(traces: readonly Trace[], stack: Stack): boolean {
  const mayTrace = ({ error, recent }: Trace) => error === undefined && recent?.length !== 0;
  return needsTraces(stack) && !stack.isReady && !traces.some(mayTrace);
}

/**
 * Source: release notes of 6.0.0, ETHEREUM_ALLOW_NO_DEBUG_HOSTS is false unless it is set. Its candidates start without
 * traces: 6.0.0-rc.1 by its source.
 */
function needsTraces({ settings }: Stack): boolean {
  if (!settings || settings.ethereumAllowNoDebugHosts) return false;
  return compareReleases(chooseRelease(settings).release.version, "6.0.0") >= 0;
}

function speed({ value, error }: NonNullable<ThoroughResult["writes"]>, { stack, settings }: Stack): Finding {
  const check = "disk speed";
  if (typeof value !== "number")
    return { check, severity: "unknown", message: `not measured: ${error ?? "no answer"}` };
  const message = `${value} small writes per second`;
  if (value >= FEW_WRITES) return { check, severity: "ok", message };
  const isAws = settings?.host.kind === "aws";
  const remedy = isAws
    ? `raise the volume's IOPS: ${setCommand("aws.dataIops", undefined, stack)}`
    : "use a local SSD for the data volume";
  return { check, severity: "warning", message: `${message}: the disk is slow, and proposals can be late`, remedy };
}

/** Random reads per second below which a node on a public network is warned. The vendor recommends 50,000. */
const FEW_READS = 10_000;

function readSpeed({ value, error }: NonNullable<ThoroughResult["reads"]>, { stack, settings }: Stack): Finding {
  const check = "disk reads";
  if (typeof value !== "number")
    return { check, severity: "unknown", message: `not measured: ${error ?? "no answer"}` };
  const message = `${value} random reads per second`;
  if (value >= FEW_READS || !settings || !isPublic(settings)) return { check, severity: "ok", message };
  const remedy =
    settings.host.kind === "aws"
      ? `raise the volume's IOPS: ${setCommand("aws.dataIops", undefined, stack)}`
      : "use a local SSD for the data volume";
  const advice = "the node's vendor recommends 50,000, and duties can be late under load";
  return { check, severity: "warning", message: `${message}: ${advice}`, remedy };
}

/** Processor and memory of a host. */
export interface Machine {
  readonly architecture: string;
  readonly vcpus: number;
  readonly memoryMb: number;
  /** The processor's flags among those that Skylake has. */
  readonly flags: readonly string[];
}

/** Judges a host's processor and memory. @param stack the name of the stack */
export function machineFindings(machine: Machine, settings: Settings, stack: string): Finding[] {
  const hasStake = isPublic(settings);
  const remedy = setCommand("memoryMb", "<number>", stack);
  return [processor(machine, hasStake), memory(machine, { limit: settings.memoryMb, hasStake, remedy })];
}

function processor({ architecture, vcpus, flags }: Machine, hasStake: boolean): Finding {
  const check = "processor";
  const missing = SKYLAKE.filter((flag) => !flags.includes(flag));
  if (architecture === "x86_64" && missing.length > 0) {
    const message = `older than Skylake (missing: ${missing.join(", ")}): the node crashes with an illegal instruction`;
    return { check, severity: "failure", message, remedy: "use another host" };
  }
  const message = `${architecture}, ${vcpus} CPUs`;
  if (!hasStake || vcpus >= ADVISED.vcpus) return { check, severity: "ok", message };
  return {
    check,
    severity: "warning",
    message: `${message}: ${ADVISED.vcpus} are recommended, or proposals can be late`,
  };
}

interface MemoryNeed {
  /** In MiB. */
  readonly limit: number;
  readonly hasStake: boolean;
  readonly remedy: string;
}

function memory({ memoryMb: has }: Machine, { limit, hasStake, remedy }: MemoryNeed): Finding {
  const check = "memory";
  const message = `${has} MiB; the node can use ${limit}, its /tmp up to ${TMP_MB} of them`;
  if (has < limit) return { check, severity: "failure", message: `${has} MiB, less than memoryMb (${limit})`, remedy };
  if (!hasStake || has >= ADVISED.memoryMb) return { check, severity: "ok", message };
  return { check, severity: "warning", message: `${message}: 16 GB are recommended` };
}
