/** What `doctor` makes of what it saw; no stack, host or L1 is asked. */
import { describe, expect, it } from "vitest";
import { diagnosis } from "./diagnosis";
import { doctorFindings } from "./doctor-findings";
import type { Examination } from "./examine";
import { examination, examined, server } from "../../test/fakes/examination";
import { dialled, NOW, printed, seen } from "../../test/fakes/seen";

const bad = (from: Examination) =>
  doctorFindings(from)
    .filter(({ severity }) => severity !== "ok")
    .map(({ check, severity, message }) => `${severity} ${check}: ${message}`);

const told = (from: Examination) => diagnosis("testnet", from).summary;

const clock = (seconds: number) => ({
  execution: [{ ...printed.execution[0], date: new Date(NOW - seconds * 1000).toUTCString() }],
});
const machine = (changed: object) => ({ machine: { ...examined.machine, ...changed } });

describe("the doctor", () => {
  it("finds nothing where nothing is wrong, and says all that was asked", () => {
    expect(bad(examination())).toEqual([]);
    expect(told(examination())).toBe("testnet: nothing is wrong that could be asked.");
    expect(doctorFindings(examination()).map(({ check }) => check)).toEqual([
      ...["settings", "host", "processor", "memory", "disk", "clock", "L1", "beacon", "L1 rate", "L1 traces", "blobs"],
      ...["disk speed", "p2p TCP", "p2p UDP", "address"],
    ]);
  });

  it.each<[string, Examination, string]>([
    [
      "a server that limits requests",
      examination({
        bursts: [{ server, asked: 30, failed: 12, error: "answers HTTP 429 to eth_blockNumber", slowest: 90 }],
      }),
      `warning L1 rate: ${server}: 18 of 30 requests at once answered, the slowest in 90 ms; answers HTTP 429 to eth_blockNumber`,
    ],
    [
      "one that cannot trace",
      examination({ traces: [{ server, recent: [] }] }),
      `warning L1 traces: ${server} traces nothing: the node cannot read blocks that a contract sent`,
    ],
    [
      "one that has no old traces",
      examination({ traces: [{ server, recent: ["trace_transaction"], old: [] }] }),
      `warning L1 traces: ${server} traces no block that is 512 old`,
    ],
    [
      "a beacon server without blobs",
      examination({
        blobs: [{ server: "b.example.org", wanted: 6, had: 0, endpoint: "blobs", error: "answers HTTP 503 to blobs" }],
      }),
      "failure blobs: b.example.org has 0 of the 6 blobs of a block, asked by blobs: answers HTTP 503 to blobs",
    ],
    [
      "a slow disk",
      examination({ writes: { value: 90 } }),
      "warning disk speed: 90 small writes a second reach the disk: that is slow, and proposals may come late",
    ],
    [
      "a disk that could not be tried",
      examination({ writes: { error: "there is no room to try it" } }),
      "unknown disk speed: it was not tried: there is no room to try it",
    ],
    [
      "an old processor",
      examination(machine({ flags: ["avx2"] })),
      "failure processor: older than Skylake (it lacks adx, clflushopt): the node ends with an illegal instruction",
    ],
    [
      "few processors",
      examination(machine({ vcpus: 4 })),
      "warning processor: x86_64, 4 CPUs: 16 are advised, or proposals may come late",
    ],
    [
      "too little memory",
      examination(machine({ memoryMb: 8000 })),
      "failure memory: 8000 MiB: less than memoryMb, which is 16384",
    ],
    ["a clock that is off", examination({}, clock(60)), "failure clock: 60 s apart from that of every L1 server"],
    ["a clock that drifts", examination({}, clock(5)), "warning clock: 5 s apart from that of every L1 server"],
    [
      "no L1",
      examination({}, { execution: [{ server, error: "does not answer: ECONNREFUSED" }] }),
      `failure L1: ${server} does not answer: ECONNREFUSED`,
    ],
    [
      "RPC that is open to all",
      { ...examination(), exposed: [8080] },
      "failure closed: port 8080 is open at 20.30.40.50: it asks for no password",
    ],
    [
      "a port that is closed",
      { ...examination(), dialled: { ...dialled(), tcp: "refused" } },
      "failure p2p TCP: 20.30.40.50:40400 is closed on TCP: refused, dialled from this machine",
    ],
    [
      "another's address",
      { ...examination(), dialled: { ...dialled(), udp: "no answer in 5 s" } },
      "warning address: peers are told 20.30.40.50, where no such node answers: is that the host's address?",
    ],
    [
      "a wrong setting",
      { ...examination(), problems: [{ path: "p2p.port", setting: "p2p.port", message: "takes a port" }] },
      "failure settings: p2p.port takes a port",
    ],
  ])("names %s", (_, from, finding) => {
    expect(bad(from)).toContain(finding);
  });

  it("counts: failures and warnings", () => {
    expect(told(examination({ writes: { value: 90 }, ...machine({ flags: [], vcpus: 4 }) }))).toBe(
      "testnet: 1 failure, and 1 warning.",
    );
  });

  it("does not say that all is well where the host or the settings could not be asked", () => {
    const { known } = seen();
    const gone: Examination = {
      known,
      problems: [],
      from: "the node's host",
      notAsked: "the Docker of its host does not answer",
    };
    expect(told(gone)).toBe("testnet: not enough could be asked to say.");
    expect(told({ ...examination(), problems: undefined })).toBe("testnet: not enough could be asked to say.");
  });

  it("before the first up says what was asked from where, and what not yet", () => {
    const known = { ...seen().known, docker: undefined, container: undefined };
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
    };
    const from = { ...examination(), known, from: "this machine", server: found } as const;
    const lines = doctorFindings(from).map(({ check, message }) => `${check}: ${message}`);
    expect(lines[1]).toBe("host: Debian 13, 900 GiB free, and no Docker that this user may use");
    expect(lines).toContain("asked: the L1 from this machine: its host may be let in less");
    expect(lines.filter((line) => line.startsWith("p2p"))).toEqual([]);
    const [, host] = doctorFindings({ ...from, server: { ...found, docker: "26.1.5" } });
    expect([host?.severity, host?.message]).toEqual(["ok", "Debian 13, 900 GiB free, Docker 26.1.5"]);
    const [, full] = doctorFindings({ ...from, server: { ...found, freeGb: 1, docker: "26.1.5" } });
    expect(full).toEqual({
      check: "host",
      severity: "failure",
      remedy: "make room on the disk of /var/lib, or choose another host",
      message: "Debian 13, 1 GiB free: the node needs 1.1 GB for its first start",
    });
  });
});
