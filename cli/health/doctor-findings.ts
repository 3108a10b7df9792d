/** All that `doctor` finds. Pure. */
import os from "node:os";
import type { Found } from "../../resources/host-ready/script";
import { accepts } from "../../settings/acceptance";
import { chooseRelease } from "../../settings/releases/choose-release";
import { commandOf, setCommand } from "../../settings/commands";
import type { Settings } from "../../settings/schema";
import { dataBytesNeeded } from "../../node/writable-places";
import { formatBytes } from "../../terminal/format";
import { blsFindings } from "./bls";
import { diskFinding } from "./disk";
import type { Examination } from "./examine";
import { clockFinding, examinedFindings, machineFindings } from "./examined";
import type { Finding } from "./finding";
import { chainIdOf } from "./known";
import { consensusFindings, type Expected, executionFindings, expectedL1 } from "./l1";
import { networkFindings, recommendationFindings } from "./network";
import { viewOf } from "./network-view";
import { announceCommand, p2pFindings } from "./p2p";
import type { Answers } from "./questions";

export function doctorFindings(seen: Examination): Finding[] {
  const { known, costs = [] } = seen;
  const bls = blsFindings(costs, seen.network, known.stack);
  return [...settingsFindings(seen), ...bls, ...host(seen), ...l1(seen), ...rollup(seen), ...network(seen)];
}

function settingsFindings({ problems, known }: Examination): Finding[] {
  const check = "settings";
  if (!problems) {
    const remedy = "export PULUMI_CONFIG_PASSPHRASE_FILE=<file>, or log in to the stack's key service";
    return [{ check, severity: "unknown", message: "they cannot be decrypted here", remedy }];
  }
  if (problems.length === 0) return [{ check, severity: "ok", message: `${known.settings?.network ?? ""}: right` }];
  return problems.map(({ path, message, fix }) => ({
    check,
    severity: "failure" as const,
    message: `${path} ${message}`,
    remedy: fix && commandOf(fix),
  }));
}

function host(seen: Examination): Finding[] {
  const { known, answers, from, server, notAsked } = seen;
  const { settings } = known;
  const check = "host";
  if (notAsked) return [{ check, severity: "unknown", message: notAsked }];
  if (!settings) return [];
  if (from === "the node's host" && answers?.examined) {
    const { machine } = answers.examined;
    const disk = answers.disk ? [diskFinding(answers.disk, settings)] : [];
    const asked: Finding = { check, severity: "ok", message: "asked from the node's container" };
    return [asked, ...machineFindings(machine, settings), ...disk];
  }
  if (!server) return [later(seen)];
  const machine = { ...server, flags: server.flags.split(" ") };
  return [withoutNode(server, settings), ...machineFindings(machine, settings)];
}

/** A host that has no node yet. */
function withoutNode({ system, freeGb, docker }: Found, settings: Settings): Finding {
  const { kind, installDocker } = settings.host;
  const check = "host";
  const message = `${kind === "local" ? `this machine, ${os.hostname()}: ` : ""}${system}, ${freeGb} GiB free`;
  const needed = dataBytesNeeded(settings, chooseRelease(settings).release);
  if (freeGb * 2 ** 30 < needed) {
    const remedy = "make room on the disk of /var/lib, or choose another host";
    return {
      check,
      severity: "failure",
      message: `${message}: the node needs ${formatBytes(needed)} for its first start`,
      remedy,
    };
  }
  if (docker) return { check, severity: "ok", message: `${message}, Docker ${docker}` };
  if (installDocker) return { check, severity: "ok", message: `${message}, no Docker yet: \`up\` installs it` };
  const remedy =
    kind === "ssh"
      ? setCommand("host.installDocker", "true")
      : "sudo apt-get install docker.io, and sudo usermod -aG docker $USER";
  return { check, severity: "failure", message: `${message}, and no Docker that this user may use`, remedy };
}

/** What is asked of a host that has no node yet. */
function later({ known: { settings, upCommand } }: Examination): Finding {
  const isAws = settings?.host.kind === "aws";
  const message = isAws
    ? "is not there yet: it is asked once it is up"
    : `this machine, ${os.hostname()}: its disk and its ports are asked once the node is up`;
  return { check: "host", severity: "ok", message, remedy: upCommand };
}

/** What a node reads and asks beside its network: the L1, and what was examined, of which each role has its own part. */
function l1({ known, answers, from }: Examination): Finding[] {
  const { settings } = known;
  const isOwn = settings?.network === "local";
  // A prover's agent reads no Ethereum, and is not asked for any: its broker and its disk are.
  const readsL1 = !settings || isOwn || accepts("ethereumHosts", settings);
  if (!answers) {
    const message = isOwn ? "is the stack's own, and not up" : "its servers were not asked";
    return readsL1 ? [{ check: "L1", severity: "unknown", message }] : [];
  }
  const expected = expectedL1(known, answers.now / 1000, settings && chainIdOf(settings));
  const around = { ...expected, settings, isReady: isReady(answers) };
  const message = `${readsL1 ? "the L1" : "the broker"} from this machine: its host may be let in less`;
  const here: Finding = { check: "asked", severity: "ok", message };
  return [
    ...(from === "this machine" ? [here] : []),
    ...(readsL1 ? serverFindings(answers, expected) : []),
    ...(answers.examined ? examinedFindings({ ...answers.examined, ...(readsL1 ? {} : NO_L1) }, around) : []),
  ];
}

/** Of what is examined, the part that is asked of the L1 and the beacon servers. */
const NO_L1 = { bursts: [], traces: [], blobs: [] };

function serverFindings(answers: Answers, expected: Expected): Finding[] {
  return [
    clockFinding(answers),
    ...executionFindings(answers.execution, expected),
    ...consensusFindings(answers.consensus, expected),
  ];
}

/** The rollup that the network runs, and the release that it recommends. */
function rollup(seen: Examination): Finding[] {
  const view = viewOf(seen);
  return [...networkFindings(view), ...recommendationFindings(view)];
}

function isReady({ node }: Answers): boolean {
  return node?.ready?.value === true || node?.status?.value === 200;
}

/** Ports, and the address that peers are told. */
function network({ known, dialled, exposed = [], from, answers }: Examination): Finding[] {
  const { settings } = known;
  if (from === "this machine" || !settings?.p2p.enabled || !answers?.node?.info?.value) return [];
  const closed = exposed.map((port): Finding => {
    const message = `port ${port} is open at ${dialled?.endpoint.address ?? ""}: it asks for no password`;
    return {
      check: "closed",
      severity: "failure",
      message,
      remedy: `close ${port}/tcp in the firewall before the host`,
    };
  });
  return [...p2pFindings(dialled, settings), ...(dialled ? [address(dialled, settings)] : []), ...closed];
}

function address({ endpoint, udp, from, isOwn }: NonNullable<Examination["dialled"]>, settings: Settings): Finding {
  const check = "address";
  const told = `peers are told ${endpoint.address}`;
  // The answer is to a packet that only the node with this record's key can read.
  if (udp === undefined) return { check, severity: "ok", message: `${told}, and it is this node that answers there` };
  if (isOwn) return { check, severity: "ok", message: `${told}, which is this machine's own` };
  if (from === "its own host")
    return { check, severity: "unknown", message: `${told}; whether it leads here is seen from outside` };
  const remedy = announceCommand(settings);
  return {
    check,
    severity: "warning",
    message: `${told}, where no such node answers: is that the host's address?`,
    remedy,
  };
}
