/** Findings of `doctor`, from an observation. Pure. */
import os from "node:os";
import type { Found } from "../../resources/host-ready/script";
import { accepts, type StackWithSettings } from "../../settings/acceptance";
import { holderCommand, HOLDER_TEXT, settingOfPort, takenPorts } from "../../remote/sockets";
import { isPublic } from "../../settings/network/networks";
import { publishedPorts } from "../../settings/ports";
import { chooseRelease } from "../../settings/releases/choose-release";
import { commandOf, setCommand } from "../../settings/commands";
import type { Settings } from "../../settings/schema";
import { dataBytesNeeded } from "../../node/writable-places";
import { formatBytes } from "../../terminal/format";
import { awsFindings, unansweringFindings } from "./checks/aws";
import { blsFindings } from "./checks/bls";
import { diskFinding } from "./checks/disk";
import { dockerFindings, surroundingFindings } from "./checks/surroundings";
import type { Observation } from "./observe";
import { clockFinding } from "./checks/clock";
import { thoroughFindings, machineFindings } from "./checks/thorough";
import type { Finding } from "./finding";
import { chainIdOf } from "./stack-info";
import { beaconFindings, type Expected, l1Findings, expectedL1 } from "./checks/l1";
import { networkFindings, recommendationFindings } from "./network/findings";
import { viewOf } from "./network/view";
import { announceCommand, p2pFindings } from "./checks/p2p";
import { portFindings } from "./checks/ports";
import type { ProbeResult } from "./probe/protocol";

export function doctorFindings(observation: Observation): Finding[] {
  const { stackInfo, keyCosts = [] } = observation;
  const bls = blsFindings(keyCosts, observation.network, stackInfo.stack);
  return [
    ...settingsFindings(observation),
    ...bls,
    ...host(observation),
    ...dockerFindings(observation.dockerProblem),
    ...l1(observation),
    ...rollup(observation),
    ...network(observation),
    ...surroundings(observation),
  ];
}

function settingsFindings({ problems, undecrypted, stackInfo }: Observation): Finding[] {
  const check = "settings";
  if (undecrypted) {
    const { summary: message, remedies } = undecrypted;
    return [{ check, severity: "unknown", message, remedy: remedies.join(". ") }];
  }
  if (!problems) {
    const remedy = "export PULUMI_CONFIG_PASSPHRASE_FILE=<file>, or log in to the stack's key service";
    return [{ check, severity: "unknown", message: "the settings cannot be decrypted on this machine", remedy }];
  }
  if (problems.length === 0) return [{ check, severity: "ok", message: `${stackInfo.settings?.network ?? ""}: valid` }];
  return problems.map(({ path, message, fix }) => ({
    check,
    severity: "failure" as const,
    message: `${path} ${message}`,
    remedy: fix && commandOf(fix, stackInfo.stack),
  }));
}

function host(observation: Observation): Finding[] {
  const { stackInfo, container, answers, source, server, unreachable } = observation;
  const { settings } = stackInfo;
  const check = "host";
  if (unreachable)
    return [unreachableHost(unreachable, observation), ...unansweringFindings(observation.aws, stackInfo.upCommand)];
  if (source === "node host" && !container) {
    return [
      { check, severity: "unknown", message: `its container ${stackInfo.container ?? ""} is gone from its host` },
    ];
  }
  if (!settings) return [];
  if (source === "node host" && answers?.thorough) {
    const { machine } = answers.thorough;
    const disk = answers.disk ? [diskFinding(answers.disk, stackInfo, observation.imageRemoval)] : [];
    const probed: Finding = { check, severity: "ok", message: "checked from the node's container" };
    return [probed, ...machineFindings(machine, settings, stackInfo.stack), ...disk];
  }
  if (!server) return [...(observation.aws ? awsFindings(observation.aws) : []), checkedLater(observation)];
  const machine = { ...server, flags: server.flags.split(" ") };
  return [
    hostWithoutNode(server, settings, stackInfo.stack),
    ...takenPortFindings(
      `${server.listening} ${observation.surroundings?.connections ?? ""}`,
      settings,
      stackInfo.stack,
    ),
    ...machineFindings(machine, settings, stackInfo.stack),
  ];
}

/** Reports a host that does not answer. Before a server has a node, `up` would fail too. */
function unreachableHost(message: string, { stackInfo: { settings }, source }: Observation): Finding {
  if (settings?.host.kind !== "ssh" || source === "node host") return { check: "host", severity: "unknown", message };
  const { user, address = "<address>", port } = settings.host;
  const remedy = `check host.address, host.port and host.user until this succeeds: ssh -p ${port} ${user}@${address} true`;
  return { check: "host", severity: "failure", message, remedy };
}

/** Reports ports of the node that other programs of its host use. */
function takenPortFindings(sockets: string, settings: Settings, stack: string): Finding[] {
  const check = "ports";
  const ports = publishedPorts(settings);
  const taken = takenPorts(ports, sockets);
  const all = ports.map(({ external, protocol }) => `${external}/${protocol}`).join(", ");
  if (taken.length === 0)
    return ports.length > 0 ? [{ check, severity: "ok", message: `free on the host: ${all}` }] : [];
  return taken.map((port) => {
    const message = `${port.external}/${port.protocol} ${HOLDER_TEXT[port.holder]} on the host: the node could not start`;
    const remedy = `${setCommand(settingOfPort(port), "<port>", stack)}; or see what uses it: ${holderCommand(port.external)}`;
    return { check, severity: "failure", message, remedy };
  });
}

/** GiB of the disk of a validator on a public network, by the vendor's requirements: 1 TB. */
const WANTED_GB = 900;

/** Judges a host without a node. */
function hostWithoutNode({ system, freeGb, docker, dockerRefused }: Found, settings: Settings, stack: string): Finding {
  const { kind, installDocker, user } = settings.host;
  const check = "host";
  const message = `${kind === "local" ? `this machine, ${os.hostname()}: ` : ""}${system}, ${freeGb} GiB free`;
  const needed = dataBytesNeeded(settings, chooseRelease(settings).release);
  if (freeGb * 2 ** 30 < needed) {
    const remedy = "free up space on the disk of /var/lib, or use another host";
    return {
      check,
      severity: "failure",
      message: `${message}: the node needs ${formatBytes(needed)} for its first start`,
      remedy,
    };
  }
  if (isPublic(settings) && freeGb < WANTED_GB && docker) {
    const wanted = `${message}, Docker ${docker}; a node on ${settings.network} needs 1 TB in time`;
    return { check, severity: "warning", message: wanted, remedy: "use a larger disk: a full one stops the node" };
  }
  if (docker) return { check, severity: "ok", message: `${message}, Docker ${docker}` };
  if (installDocker) return { check, severity: "ok", message: `${message}, no Docker yet: \`up\` installs it` };
  if (dockerRefused) {
    // Another package would replace the engine that runs.
    const remedy =
      kind === "ssh"
        ? `on the server: sudo usermod -aG docker ${user}`
        : "sudo usermod -aG docker $USER, then log in again (or: newgrp docker)";
    return { check, severity: "failure", message: `${message}, and a Docker that this user may not use`, remedy };
  }
  const remedy =
    kind === "ssh"
      ? setCommand("host.installDocker", "true", stack)
      : "sudo apt-get install docker.io, and sudo usermod -aG docker $USER";
  return { check, severity: "failure", message: `${message}, and no Docker that this user can access`, remedy };
}

/** Reports that the host is checked later. */
function checkedLater({ stackInfo: { settings, upCommand } }: Observation): Finding {
  const isAws = settings?.host.kind === "aws";
  const message = isAws
    ? "does not exist yet: it is checked after up"
    : `this machine, ${os.hostname()}: its disk and its ports are checked after up`;
  return { check: "host", severity: "ok", message, remedy: upCommand };
}

/** Judges what surrounds the node. A development stack has no peers outside its host, and loses nothing by a restart. */
function surroundings({ surroundings: found, stackInfo: { stack, settings } }: Observation): Finding[] {
  return found && settings && settings.network !== "local" ? surroundingFindings(found, settings, stack) : [];
}

/** Judges the L1 servers and the thorough checks, as far as the role uses them. */
function l1({ stackInfo, answers, source, isThroughServer }: Observation): Finding[] {
  const { settings } = stackInfo;
  const isOwn = settings?.network === "local";
  // A prover's agent does not read the L1: only its broker and its disk are checked.
  const readsL1 = !settings || isOwn || accepts("ethereumHosts", settings);
  if (!answers) {
    const message = isOwn
      ? "is checked after up: only the node's container reaches the stack's L1, and there is none"
      : "the L1 servers were not checked";
    const start = settings?.stopped ? `aztec-validator start --stack ${stackInfo.stack}` : stackInfo.upCommand;
    if (!readsL1) return [];
    return [{ check: "L1", severity: isOwn ? "ok" : "unknown", message, ...(isOwn && { remedy: start }) }];
  }
  const expected = expectedL1(stackInfo, answers.now / 1000, settings && chainIdOf(settings));
  const context = { ...expected, isReady: isReady(answers) };
  const what = readsL1 ? "the L1" : "the broker";
  const message = isThroughServer
    ? `${what} was checked from the server, by connections through SSH; the times include the latency from this machine`
    : `${what} was checked from this machine; the node's host may have less access`;
  const here: Finding = { check: "source", severity: "ok", message };
  return [
    ...(source === "this machine" ? [here] : []),
    ...(readsL1 ? serverFindings(answers, expected, isThroughServer) : []),
    ...(answers.thorough ? thoroughFindings({ ...answers.thorough, ...(readsL1 ? {} : NO_L1) }, context) : []),
  ];
}

/** Results of a node that does not read the L1. */
const NO_L1 = { bursts: [], traces: [], blobs: [] };

/** @param isThroughServer then the probe's clock is not that of the node's host */
function serverFindings(answers: ProbeResult, expected: Expected, isThroughServer = false): Finding[] {
  return [
    ...(isThroughServer ? [] : [clockFinding(answers)]),
    ...l1Findings(answers.l1Servers, expected),
    ...beaconFindings(answers.beaconServers, expected),
  ];
}

/** Judges the network's rollup and recommended release. */
function rollup(observation: Observation): Finding[] {
  const view = viewOf(observation);
  return [...networkFindings(view), ...recommendationFindings(view)];
}

function isReady({ node }: ProbeResult): boolean {
  return node?.ready?.value === true || node?.status?.value === 200;
}

/** Judges ports and the announced address. */
function network({ stackInfo, container, dialResult, exposedPorts = [], source, answers }: Observation): Finding[] {
  const { settings } = stackInfo;
  if (source === "this machine" || !settings?.p2p.enabled || !answers?.node?.info?.value) return [];
  const closed = exposedPorts.map((port): Finding => {
    const message = `port ${port} is open at ${dialResult?.endpoint.address ?? ""}, without a password`;
    return {
      check: "open ports",
      severity: "failure",
      message,
      remedy: `close ${port}/tcp in the host's firewall`,
    };
  });
  return [
    ...(container ? portFindings(container, dialResult, stackInfo) : []),
    ...p2pFindings(dialResult, stackInfo),
    ...(dialResult ? [address(dialResult, stackInfo)] : []),
    ...closed,
  ];
}

function address(
  { endpoint, udp, from, isOwn }: NonNullable<Observation["dialResult"]>,
  stack: StackWithSettings,
): Finding {
  const check = "address";
  const announced = `the node announces ${endpoint.address}`;
  // Only the node with this record's key can read and answer the packet.
  if (udp === undefined) return { check, severity: "ok", message: `${announced}, where this node answers` };
  if (isOwn) return { check, severity: "ok", message: `${announced}, an address of this machine` };
  if (from === "host")
    return {
      check,
      severity: "unknown",
      message: `${announced}; only a check from outside can confirm that it leads to this node`,
    };
  const remedy = announceCommand(stack);
  return {
    check,
    severity: "warning",
    message: `${announced}, where this node does not answer: check that it is the host's address`,
    remedy,
  };
}
