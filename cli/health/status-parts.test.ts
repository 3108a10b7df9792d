/** The parts of `status` by themselves: who signs, how another container asks, lines and figures. */
import { describe, expect, it } from "vitest";
import { beside } from "./ask";
import { bytes } from "./disk";
import { signersIn } from "./known";
import { overview } from "./overview";
import { report } from "./report";
import { duration, painter, wrapped } from "./screen";
import { ether } from "./signers";
import type { Seen } from "./gather";
import { ATTESTER, bad, container, dialled, NOW, printed, PUBLISHER, seen, verdict } from "../../test/fakes/seen";

describe("what could not be asked", () => {
  it("is no verdict where it is the node", () => {
    const why = "the Docker of its host does not answer: ssh: connect to host 203.0.113.7 port 22: Connection refused";
    const from = { known: seen().known, notAsked: why, now: NOW };
    expect(verdict(from)).toEqual([2, `Whether testnet is healthy is not known: ${why}.`]);
  });

  it("is said, and the rest counts, where it is an attester or a balance", () => {
    const from = seen({ chain: undefined, work: undefined });
    expect(bad(from).map((line) => line.slice(0, 40))).toEqual([
      `unknown attester: ${ATTESTER}`.slice(0, 40),
      `unknown publisher: ${PUBLISHER}`.slice(0, 40),
    ]);
    expect(report(from).exitCode).toBe(0);
  });

  it("from a node's own host behind a router: a port that does not answer is not known to be closed", () => {
    const from: Seen = { ...seen(), dialled: { ...dialled(), tcp: "refused", from: "its own host" } };
    expect(bad(from)).toEqual([
      "unknown p2p TCP: 20.30.40.50:40400 is closed on TCP: refused, dialled from this machine, its host; from outside was not tried",
    ]);
  });
});

describe("who signs", () => {
  const resources = (...all: object[]) => JSON.stringify({ deployment: { resources: all } });

  it("is by the state what the stack claims, or what it generated", () => {
    const claim = { type: "aztec:index:KeyClaim", inputs: { attesters: [ATTESTER], publishers: [PUBLISHER] } };
    const keys = {
      type: "aztec-validator:index:ValidatorKeys",
      outputs: { attesters: [{ address: PUBLISHER, coinbase: PUBLISHER, publishers: [] }] },
    };
    expect(signersIn(resources(keys, claim))).toEqual({ attesters: [ATTESTER], publishers: [PUBLISHER] });
    expect(signersIn(resources(keys))).toEqual({ attesters: [PUBLISHER], publishers: [PUBLISHER] });
    expect(signersIn('{"deployment":null}')).toEqual({ attesters: [], publishers: [] });
  });
});

describe("beside a container that does not run", () => {
  it("another asks, without rights, on the L1's network, with the servers alone", () => {
    const networks = { "aztec-validator-testnet": {}, "own-l1": {} };
    const joined = { ...container, NetworkSettings: { Networks: networks } };
    expect(beside("aztec-validator-testnet", joined, ["node", "-e", "x"])).toEqual([
      ...["run", "--rm", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges", "--user=10001:10001"],
      ...[
        "--network=own-l1",
        "--volumes-from=aztec-validator-testnet:ro",
        "--env=ETHEREUM_HOSTS=https://l1.example.org",
      ],
      ...["--entrypoint=node", "sha256:1234", "-e", "x"],
    ]);
  });
});

describe("all stacks", () => {
  it("are a table of 80 columns", () => {
    const other: Seen = {
      known: { ...seen().known, stack: "main" },
      notAsked: "the Docker of its host does not answer: ssh: connect to host x",
      now: NOW,
    };
    const lines = overview([
      report(seen()),
      report(seen({ execution: [{ ...printed.execution[0], chainId: 1 }] })),
      report(other),
    ]);
    expect(lines).toEqual([
      "STACK    HEALTHY  RELEASE  BLOCK  PEERS  WHAT",
      "testnet  yes      6.0.0    120    12",
      "testnet  NO       6.0.0    120    12     l1.example.org is on the wrong chain: …",
      "main     ?        -        -      -      the Docker of its host does not answer…",
    ]);
  });
});

describe("figures", () => {
  it("are for people", () => {
    expect([3, 119, 120, 7199, 7200, 11_100, 200_000].map(duration)).toEqual([
      "3 s",
      "119 s",
      "2 min",
      "2 h 00 min",
      "2 h 00 min",
      "3 h 05 min",
      "2 days",
    ]);
    expect([10, 1.5e6, 9.96e9, 512e9, 2e12].map(bytes)).toEqual(["0.0 kB", "1.5 MB", "10.0 GB", "512 GB", "2.0 TB"]);
    expect([0n, 99_999_999_999_999_999n, 10n ** 18n].map(ether)).toEqual(["0.0000", "0.0999", "1.0000"]);
  });

  it("are broken at spaces, and an address is not broken", () => {
    expect(wrapped("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrapped(`a ${ATTESTER}`, 10)).toEqual(["a", ATTESTER]);
  });

  it("are coloured on a terminal alone, and not against NO_COLOR", () => {
    expect(painter(true, {})("x", 31)).toBe("\u001b[31mx\u001b[0m");
    expect(
      [painter(false, {}), painter(true, { NO_COLOR: "1" }), painter(true, { TERM: "dumb" })].map((paint) =>
        paint("x", 31),
      ),
    ).toEqual(["x", "x", "x"]);
  });
});
