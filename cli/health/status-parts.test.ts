/** Parts of `status`: signers, the temporary container, and the screen. */
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { inspectContainer } from "./probe/container";
import { temporaryContainerArgs } from "./probe/run-probe";
import { coinbasesIn, NO_SIGNERS, publishersIn, signersIn } from "./stack-info";
import { parseSettings } from "../../settings/parse";
import { overview } from "./overview";
import { statusReport } from "./status-report";
import { fitRows, renderFindings, renderTable, wrap } from "./screen";
import type { Observation } from "./observe";
import {
  ATTESTER,
  bad,
  container,
  dialResult,
  NOW,
  printed,
  PUBLISHER,
  observation,
  verdict,
} from "../../test/fakes/observation";

describe("a check that could not be carried out", () => {
  it("of the node makes the verdict unknown", () => {
    const why =
      "Docker on the node's host does not answer: ssh: connect to host 203.0.113.7 port 22: Connection refused";
    const from = { stackInfo: observation().stackInfo, unreachable: why, source: "node host", now: NOW } as const;
    expect(verdict(from)).toEqual([2, `The health of testnet is unknown: ${why}.`]);
  });

  it("of a balance is reported, and the other checks decide", () => {
    const from = observation({ chain: undefined });
    expect(bad(from).map((line) => line.slice(0, 40))).toEqual([`unknown publisher: ${PUBLISHER}`.slice(0, 40)]);
    expect(statusReport(from).exitCode).toBe(0);
  });

  it("of an attester makes the verdict unknown: nobody knows whether it is in the validator set", () => {
    const from = observation({ chain: undefined, work: undefined });
    expect(bad(from).map((line) => line.slice(0, 40))).toEqual([
      `unknown attester: ${ATTESTER}`.slice(0, 40),
      `unknown publisher: ${PUBLISHER}`.slice(0, 40),
    ]);
    expect(statusReport(from).exitCode).toBe(2);
    expect(statusReport(from).summary).toContain(`The health of testnet is unknown: ${ATTESTER}: its state is unknown`);
  });

  it("of a node whose container has another health check makes the verdict unknown", () => {
    const other = { ...container, Config: { ...container.Config, Healthcheck: { Test: ["CMD", "true"] } } };
    const from = { ...observation({ node: undefined }), container: other, dialResult: undefined };
    expect(verdict(from)).toEqual([
      2,
      "The health of testnet is unknown: its container has no health check of this program, so the node was not queried.",
    ]);
  });

  it("of the attesters makes the verdict unknown: nobody would learn of a missed duty", () => {
    const { stackInfo, ...rest } = observation();
    const signersUnknown = "The stack's secrets need a passphrase, and none is set";
    const closed = { ...dialResult(), tcp: "refused", from: "host" } as const;
    const from = { ...rest, dialResult: closed, stackInfo: { ...stackInfo, signers: NO_SIGNERS, signersUnknown } };
    expect(verdict(from)).toEqual([
      2,
      `The health of testnet is unknown: which attesters the node has is unknown, so their duties are not checked: ${signersUnknown}.`,
    ]);
    const fullNode = parseSettings({ network: "testnet", role: "full-node", release: "6.0.0" }).settings;
    expect(statusReport({ ...from, stackInfo: { ...from.stackInfo, settings: fullNode } }).exitCode).toBe(0);
  });

  it("from a node's own host behind a router does not prove that a port is closed", () => {
    const from: Observation = {
      ...observation(),
      dialResult: { ...dialResult(), tcp: "refused", from: "host" },
    };
    expect(bad(from)).toEqual([
      "unknown p2p TCP: 20.30.40.50:40400 does not answer on TCP: refused, dialled from this machine, the node's own host, and not from outside",
    ]);
  });
});

describe("the signers of a stack", () => {
  const resources = (...all: object[]) => JSON.stringify({ deployment: { resources: all } });

  it("are those in its claim, or the generated ones without a claim", () => {
    const claim = { type: "aztec:index:KeyClaim", inputs: { attesters: [ATTESTER], publishers: [PUBLISHER] } };
    const keys = {
      type: "aztec-validator:index:ValidatorKeys",
      outputs: { attesters: [{ address: PUBLISHER, coinbase: PUBLISHER, publishers: [] }] },
    };
    expect(signersIn(resources(keys, claim))).toEqual({ attesters: [ATTESTER], publishers: [PUBLISHER] });
    expect(signersIn(resources(keys))).toEqual({ attesters: [PUBLISHER], publishers: [PUBLISHER] });
    expect(publishersIn(resources(keys, claim))).toEqual({ [PUBLISHER]: [PUBLISHER] });
    expect(signersIn('{"deployment":null}')).toEqual({ attesters: [], publishers: [] });
  });

  it("have a coinbase each, except in an operator's own keystore file", () => {
    const outputs = { attesters: [{ address: ATTESTER, coinbase: PUBLISHER, publishers: [] }] };
    const type = "aztec-validator:index:ValidatorKeys";
    expect(coinbasesIn(resources({ type, outputs }))).toEqual({ [ATTESTER]: PUBLISHER });
    expect(coinbasesIn(resources({ type, outputs: { attesters: [] } }))).toEqual({});
  });
});

it("a container is understood beside warnings of Docker's command", async () => {
  const text = `${JSON.stringify(container)}\nWARNING: something is deprecated\n`;
  expect(await inspectContainer(() => Promise.resolve({ code: 0, text }), "node")).toEqual(container);
});

describe("a temporary container beside one that does not run", () => {
  it("has no rights, the L1's network, and the servers alone", () => {
    const networks = { "aztec-validator-testnet": {}, "own-l1": {} };
    const joined = { ...container, NetworkSettings: { Networks: networks } };
    expect(temporaryContainerArgs("aztec-validator-testnet", joined, ["node", "-e", "x"])).toEqual([
      ...["run", "--rm", "--read-only", "--cap-drop=ALL", "--security-opt=no-new-privileges"],
      ...["--pids-limit=8192", "--user=10001:10001"],
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
  it("are a table that is cut at the width of a terminal, and is complete in a file", () => {
    const other: Observation = {
      stackInfo: { ...observation().stackInfo, stack: "main" },
      unreachable: "Docker on the node's host does not answer: ssh: connect to host x",
      source: "node host",
      now: NOW,
    };
    const lines = overview([
      statusReport(observation()),
      statusReport(observation({ l1Servers: [{ ...printed.l1Servers[0], chainId: 1 }] })),
      statusReport(other),
    ]);
    expect(lines).toEqual([
      "STACK    HEALTHY  RELEASE  BLOCK  PEERS  PROBLEM",
      "testnet  yes      6.0.0    120    12",
      "testnet  NO       6.0.0    120    12     l1.example.org is on the wrong chain: 1 instead of 11155111",
      "main     ?        -        -      -      Docker on the node's host does not answer: ssh: connect to host x",
    ]);
    const narrow = Object.assign(new PassThrough(), { columns: 20 });
    expect(
      renderTable(
        [
          ["STACK", "PROBLEM"],
          ["testnet", "does not answer"],
        ],
        narrow,
      ),
    ).toEqual(["STACK    PROBLEM", "testnet  does not a…"]);
  });
});

describe("a screen", () => {
  it("wraps lines at spaces, and never inside an address", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrap(`a ${ATTESTER}`, 10)).toEqual(["a", ATTESTER]);
  });

  it("is as wide as the terminal, and no line is cut", () => {
    const narrow = Object.assign(new PassThrough(), { columns: 40 });
    const message = "example.org answers, and has the blobs of a block";
    const render = (stream: PassThrough) =>
      renderFindings("fine", "healthy", [{ check: "L1", severity: "ok", message }], stream).slice(2);
    expect(render(narrow)).toEqual(["  ✓ L1  example.org answers, and has the", "        blobs of a block"]);
    expect(render(new PassThrough())).toEqual([`  ✓ L1  ${message}`]);
    // A serial line has no size.
    const sizeless = Object.assign(new PassThrough(), { columns: 0 });
    expect(render(sizeless)).toEqual([`  ✓ L1  ${message}`]);
    expect(renderTable([["STACK"], ["testnet"]], sizeless)).toEqual(["STACK", "testnet"]);
  });

  it("with --watch shows the verdict however low the terminal is", () => {
    const text = "healthy\n\n1\n2\n3";
    expect(fitRows(text, 24, "Every 10 s; Ctrl-C ends.")).toBe(`${text}\nEvery 10 s; Ctrl-C ends.`);
    for (const none of [undefined, 0]) expect(fitRows(text, none, "note")).toBe(`${text}\nnote`);
    expect(fitRows(text, 5, "note")).toBe("healthy\n\n… 3 more lines: enlarge the terminal\nnote");
  });

  it("is coloured on a terminal", () => {
    const terminal = Object.assign(new PassThrough(), { isTTY: true, getColorDepth: () => 8 });
    const first = (stream: PassThrough) => renderFindings("fine", "healthy", [], stream)[0];
    expect([first(terminal), first(new PassThrough())]).toEqual([
      "\u001b[1m\u001b[32mfine\u001b[39m\u001b[22m",
      "fine",
    ]);
  });
});
