/** Findings of `doctor` from an observation; no stack, host or L1 is queried. */
import { describe, expect, it } from "vitest";
import { doctorReport } from "./doctor-report";
import { doctorFindings } from "./doctor-findings";
import type { Observation } from "./observe";
import { doctorObservation, thorough, server } from "../../test/fakes/doctor-observation";
import { parseSettings } from "../../settings/parse";
import { dialResult, NOW, printed, observation } from "../../test/fakes/observation";

const bad = (from: Observation) =>
  doctorFindings(from)
    .filter(({ severity }) => severity !== "ok")
    .map(({ check, severity, message }) => `${severity} ${check}: ${message}`);

const summaryOf = (from: Observation) => doctorReport("testnet", from).summary;

const clock = (seconds: number) => ({
  l1Servers: [{ ...printed.l1Servers[0], date: new Date(NOW - seconds * 1000).toUTCString() }],
});
const machine = (changed: object) => ({ machine: { ...thorough.machine, ...changed } });

describe("the doctor", () => {
  it("reports every check as ok if nothing is wrong", () => {
    expect(bad(doctorObservation())).toEqual([]);
    expect(summaryOf(doctorObservation())).toBe("testnet: no problems found.");
    expect(doctorFindings(doctorObservation()).map(({ check }) => check)).toEqual([
      ...["settings", "host", "processor", "memory", "disk", "clock", "L1", "beacon", "L1 rate", "L1 traces", "blobs"],
      ...["disk speed", "disk reads", "p2p TCP", "p2p UDP", "address"],
    ]);
  });

  it.each<[string, Observation, string]>([
    [
      "a server that limits requests",
      doctorObservation({
        bursts: [{ server, sent: 30, failed: 12, error: "answers HTTP 429 to eth_blockNumber", slowest: 90 }],
      }),
      `warning L1 rate: ${server}: 18 of 30 parallel requests answered, the slowest in 90 ms; answers HTTP 429 to eth_blockNumber`,
    ],
    [
      "one that cannot trace",
      doctorObservation({ traces: [{ server, recent: [] }] }),
      `warning L1 traces: ${server} has no traces: the node cannot read blocks that a contract published`,
    ],
    [
      "one that has no old traces",
      doctorObservation({ traces: [{ server, recent: ["trace_transaction"], old: [] }] }),
      `warning L1 traces: ${server} has no traces of the block 512 blocks ago`,
    ],
    [
      "a beacon server without blobs",
      doctorObservation({
        blobs: [
          { server: "b.example.org", requested: 6, received: 0, endpoint: "blobs", error: "answers HTTP 503 to blobs" },
        ],
      }),
      "failure blobs: b.example.org has 0 of the 6 blobs of a block (endpoint blobs): answers HTTP 503 to blobs",
    ],
    [
      "a disk with few random reads",
      doctorObservation({ reads: { value: 3000 } }),
      "warning disk reads: 3000 random reads per second: the node's vendor recommends 50,000, and duties can be late under load",
    ],
    [
      "a slow disk",
      doctorObservation({ writes: { value: 90 } }),
      "warning disk speed: 90 small writes per second: the disk is slow, and proposals can be late",
    ],
    [
      "a disk that could not be tried",
      doctorObservation({ writes: { error: "the disk is too full for the write test" } }),
      "unknown disk speed: not measured: the disk is too full for the write test",
    ],
    [
      "an old processor",
      doctorObservation(machine({ flags: ["avx2"] })),
      "failure processor: older than Skylake (missing: adx, clflushopt): the node crashes with an illegal instruction",
    ],
    [
      "few processors",
      doctorObservation(machine({ vcpus: 4 })),
      "warning processor: x86_64, 4 CPUs: 16 are recommended, or proposals can be late",
    ],
    [
      "too little memory",
      doctorObservation(machine({ memoryMb: 8000 })),
      "failure memory: 8000 MiB, less than memoryMb (16384)",
    ],
    [
      "a clock that is off",
      doctorObservation({}, clock(60)),
      "failure clock: differs from the clock of every L1 server by 59 s or more",
    ],
    [
      "a clock that drifts",
      doctorObservation({}, clock(5)),
      "warning clock: differs from the clock of every L1 server by 4 s or more",
    ],
    [
      "no L1",
      doctorObservation({}, { l1Servers: [{ server, error: "does not answer: ECONNREFUSED" }] }),
      `failure L1: ${server} does not answer: ECONNREFUSED`,
    ],
    [
      "RPC that is open to all",
      { ...doctorObservation(), exposedPorts: [8080] },
      "failure open ports: port 8080 is open at 20.30.40.50, without a password",
    ],
    [
      "a port that is closed",
      { ...doctorObservation(), dialResult: { ...dialResult(), tcp: "refused" } },
      "failure p2p TCP: 20.30.40.50:40400 does not answer on TCP: refused, dialled from this machine",
    ],
    [
      "another's address",
      { ...doctorObservation(), dialResult: { ...dialResult(), udp: "no answer in 5 s" } },
      "warning address: the node announces 20.30.40.50, where this node does not answer: check that it is the host's address",
    ],
    [
      "a wrong setting",
      { ...doctorObservation(), problems: [{ path: "p2p.port", setting: "p2p.port", message: "takes a port" }] },
      "failure settings: p2p.port takes a port",
    ],
  ])("reports %s", (_, from, finding) => {
    expect(bad(from)).toContain(finding);
  });

  it("counts failures and warnings in its summary", () => {
    expect(summaryOf(doctorObservation({ writes: { value: 90 }, ...machine({ flags: [], vcpus: 4 }) }))).toBe(
      "testnet: 1 failure, and 1 warning.",
    );
  });

  it("has no verdict if no L1 server was checked, unless it is the stack's own, which up starts", () => {
    const { stackInfo } = doctorObservation();
    const before = {
      stackInfo: { ...stackInfo, container: undefined },
      problems: [],
      source: "this machine",
      now: 0,
    } as const;
    expect(doctorReport("testnet", before)).toMatchObject({
      verdict: "unknown",
      summary: "testnet: not enough could be checked.",
    });
    const { settings } = parseSettings({ network: "local", role: "full-node" });
    const own = { ...before, stackInfo: { ...before.stackInfo, settings } };
    expect(doctorReport("dev", own).verdict).toBe("healthy");
  });

  it("has no verdict if the host or the settings could not be checked", () => {
    const { stackInfo } = observation();
    const gone: Observation = {
      stackInfo,
      problems: [],
      source: "node host",
      now: NOW,
      unreachable: "Docker on the node's host does not answer",
    };
    expect(summaryOf(gone)).toBe("testnet: not enough could be checked.");
    expect(summaryOf({ ...doctorObservation(), problems: undefined })).toBe("testnet: not enough could be checked.");
  });

  it("before the first up counts a server that SSH does not reach as a failure, with the command to try", () => {
    const { docker, container, settings, ...info } = observation().stackInfo;
    expect([docker, container, settings]).not.toContain(undefined);
    const host = { ...settings?.host, kind: "ssh", user: "me", address: "203.0.113.7", port: 2222 } as const;
    const from = {
      ...doctorObservation(),
      source: "this machine",
      unreachable: "203.0.113.7: Connection refused",
    } as const;
    const stackInfo = { ...info, settings: settings && { ...settings, host: { ...settings.host, ...host } } };
    expect(doctorFindings({ ...from, stackInfo }).filter(({ check }) => check === "host")).toEqual([
      {
        check: "host",
        severity: "failure",
        message: "203.0.113.7: Connection refused",
        remedy: "check host.address, host.port and host.user until this succeeds: ssh -p 2222 me@203.0.113.7 true",
      },
    ]);
  });

  it("before the first up reports from where it checked, and what it checks later", () => {
    const stackInfo = { ...observation().stackInfo, docker: undefined, container: undefined };
    const found = {
      system: "Debian 13",
      architecture: "x86_64",
      vcpus: 16,
      memoryMb: 32_000,
      freeGb: 900,
      docker: "",
      flags: "adx avx2 clflushopt",
      boot: "",
      ended: "",
      step: "",
      mounted: "",
      listening: "",
    };
    const from = { ...doctorObservation(), stackInfo, source: "this machine", server: found } as const;
    const lines = doctorFindings(from).map(({ check, message }) => `${check}: ${message}`);
    expect(lines[1]).toBe("host: Debian 13, 900 GiB free, and no Docker that this user can access");
    const [, refused] = doctorFindings({ ...from, server: { ...found, dockerRefused: "yes" } });
    expect(refused).toEqual({
      check: "host",
      severity: "failure",
      message: "Debian 13, 900 GiB free, and a Docker that this user may not use",
      remedy: "on the server: sudo usermod -aG docker root",
    });
    const { settings } = stackInfo;
    const here = settings && { ...settings, host: { ...settings.host, kind: "local" as const } };
    const [, mine] = doctorFindings({
      ...from,
      stackInfo: { ...stackInfo, settings: here },
      server: { ...found, dockerRefused: "yes" },
    });
    expect(mine?.remedy).toBe("sudo usermod -aG docker $USER, then log in again (or: newgrp docker)");
    expect(lines).toContain("source: the L1 was checked from this machine; the node's host may have less access");
    expect(lines.filter((line) => line.startsWith("p2p"))).toEqual([]);
    const [, host] = doctorFindings({ ...from, server: { ...found, docker: "26.1.5" } });
    expect([host?.severity, host?.message]).toEqual(["ok", "Debian 13, 900 GiB free, Docker 26.1.5"]);
    const [, full] = doctorFindings({ ...from, server: { ...found, freeGb: 1, docker: "26.1.5" } });
    expect(full).toEqual({
      check: "host",
      severity: "failure",
      remedy: "free up space on the disk of /var/lib, or use another host",
      message: "Debian 13, 1 GiB free: the node needs 1.1 GB for its first start",
    });
    const ports = (listening: string) =>
      doctorFindings({ ...from, server: { ...found, listening } }).filter(({ check }) => check === "ports");
    expect(ports("").map(({ message }) => message)).toEqual(["free on the host: 40400/tcp, 40400/udp, 8080/tcp"]);
    expect(ports("udp:00000000:9DD0 tcp:0100007F:0016")).toEqual([
      {
        check: "ports",
        severity: "failure",
        message: "40400/udp is in use on the host: the node could not start",
        remedy:
          "pulumi config set --path p2p.port <port> --stack testnet; or see what uses it: sudo ss -tuanp 'sport = :40400'",
      },
    ]);
  });
});
