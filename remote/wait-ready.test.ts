/** The output of `up` for a node that is not ready, against a fake Docker. The engine tests use a real one. */
import { describe, expect, it } from "vitest";
import type { DockerRunner } from "./docker";
import { checkOnce, waitReady } from "./wait-ready";
import { readable } from "./log-text";

const FACTS = { nodeVersion: "4.1.2", l1ChainId: 31337, rollupVersion: 7, enr: "enr:-abc" };

interface FakeState {
  /** Its log. @default two lines without a meaning */
  log?: string;
  status?: string;
  restarts?: number;
  outOfMemory?: boolean;
  check?: { code: number; text: string };
  /** Takes how long each question goes on within the container, in seconds. */
  patience?: number[];
}

/** Returns a Docker whose container has this state. */
function docker({
  status = "running",
  restarts = 0,
  outOfMemory = false,
  check,
  patience = [],
  log,
}: FakeState): DockerRunner {
  const inspect = {
    RestartCount: restarts,
    State: { Status: status, ExitCode: 1, OOMKilled: outOfMemory },
    Config: { Healthcheck: { Test: ["CMD", "node", "-e", "the check"] } },
  };
  return ([verb, ...args]) => {
    if (verb === "container") return Promise.resolve({ code: 0, text: JSON.stringify(inspect) });
    if (verb === "logs") return Promise.resolve({ code: 0, text: log ?? "\u001b[31mfirst\u001b[0m\nlast" });
    const [flag, variable = "", ...command] = args;
    expect([verb, flag, ...command]).toEqual(["exec", "--env", "validator", "node", "-e", "the check"]);
    patience.push(Number(/^PROBE_SECONDS=([\d.e-]+)$/.exec(variable)?.[1]));
    return Promise.resolve(check ?? { code: 0, text: `${JSON.stringify(FACTS)}\n` });
  };
}

const waiting = { container: "validator", stack: "main", timeoutSeconds: 0, log: () => undefined };

describe("a node", () => {
  it("is ready when the container's own health check passes, with its facts", async () => {
    expect(await waitReady({ ...waiting, docker: docker({}) })).toEqual(FACTS);
  });

  it("is checked for three seconds at a time, and no longer than the time left", async () => {
    const [long, short, once] = [[], [], []] as [number[], number[], number[]];
    await waitReady({ ...waiting, timeoutSeconds: 600, docker: docker({ patience: long }) });
    await waitReady({ ...waiting, timeoutSeconds: 1, docker: docker({ patience: short }) });
    await checkOnce(docker({ patience: once }), "validator");
    expect([long, once]).toEqual([[3], [0]]);
    expect(short.filter((seconds) => seconds > 0.5 && seconds <= 1).length).toBe(1);
  });

  it("that stops during the check is reported as such", async () => {
    const killed = docker({ check: { code: 137, text: "ended with exit code 137" } });
    expect((await checkOnce(killed, "validator")).reason).toBe("the node stopped during the check");
  });

  it("that is not ready in time fails with the health check's reason and the end of the log", async () => {
    const slow = docker({ check: { code: 1, text: "the node is still synchronising\n" } });
    await expect(waitReady({ ...waiting, docker: slow })).rejects.toThrow(
      [
        "validator is not ready after 0 s: the node is still synchronising",
        "The last lines of its log:",
        "  first",
        "  last",
      ].join("\n"),
    );
  });

  it("shows errors that are further up in the log than its end", async () => {
    const stack = Array.from({ length: 30 }, (_, i) => `    at frame ${i + 1}`);
    const error = "ContractFunctionExecutionError: HTTP request failed.";
    const log = ["start", error, "other", error, ...stack].join("\n");
    const slow: DockerRunner = (args) =>
      args[0] === "logs" ? Promise.resolve({ code: 0, text: log }) : docker({ status: "exited" })(args);
    await expect(waitReady({ ...waiting, docker: slow })).rejects.toThrow(
      [
        "validator is not ready after 0 s: the container is exited (exit code 1)",
        "Errors in its log:",
        `  ${error}`,
        "The last lines of its log:",
        "      at frame 11",
      ].join("\n"),
    );
  });

  it("is no longer waited for after Ctrl-C", async () => {
    const slow = docker({ check: { code: 1, text: "the node is still synchronising" } });
    const interrupted = { ...waiting, timeoutSeconds: 600, signal: AbortSignal.abort(), docker: slow };
    await expect(waitReady(interrupted)).rejects.toThrow(
      "interrupted while validator was not ready: the node is still synchronising",
    );
  });

  it("that keeps exiting fails before the time-out", async () => {
    let restarts = 7;
    const crashing: DockerRunner = (args) =>
      docker({ status: "restarting", restarts: args[0] === "container" ? restarts++ : restarts })(args);
    const fast = { ...waiting, timeoutSeconds: 600, interval: 1 };
    await expect(waitReady({ ...fast, docker: crashing })).rejects.toThrow(
      "validator is not ready after 0 s: the node exited 12 times (exit code 1)",
    );
  });

  it("with many restarts in the past is waited for", async () => {
    const outcomes = [docker({ status: "restarting", restarts: 40 }), docker({ restarts: 41 })];
    const recovering: DockerRunner = (args) => {
      const [now] = outcomes.length > 1 && args[0] === "container" ? outcomes.splice(0, 1) : outcomes;
      return now ? now(args) : Promise.reject(new Error("too many calls"));
    };
    expect(await waitReady({ ...waiting, timeoutSeconds: 600, interval: 1, docker: recovering })).toEqual(FACTS);
  });

  it("fails with Docker's reason of its exit", async () => {
    expect(await checkOnce(docker({ status: "exited" }), "validator")).toEqual({
      reason: "the container is exited (exit code 1)",
      restarts: 0,
    });
    expect(
      (await checkOnce(docker({ status: "restarting", restarts: 6, outOfMemory: true }), "validator")).reason,
    ).toBe("the node exited 6 times (it took more memory than memoryMb allows)");
  });

  it("whose host does not answer for a while is waited for", async () => {
    const lost = { code: 255, text: "ssh: connect to host 203.0.113.7 port 22: Connection timed out" };
    let tries = 0;
    const silent: DockerRunner = (args) => (++tries < 4 ? Promise.resolve(lost) : docker({})(args));
    expect(await waitReady({ ...waiting, timeoutSeconds: 600, interval: 1, docker: silent })).toEqual(FACTS);
    await expect(waitReady({ ...waiting, docker: () => Promise.resolve(lost) })).rejects.toThrow(
      `validator is not ready after 0 s: ${lost.text}`,
    );
  });

  it.each(["me@203.0.113.7: Permission denied (publickey).", "Host key verification failed."])(
    "whose host refuses the login is not waited for: %s",
    async (text) => {
      const refused = { code: 255, text };
      await expect(
        waitReady({ ...waiting, timeoutSeconds: 600, docker: () => Promise.resolve(refused) }),
      ).rejects.toThrow(text);
    },
  );

  it("is understood beside warnings of Docker's command", async () => {
    const warns: DockerRunner = async (args) => {
      const { code, text } = await docker({})(args);
      return { code, text: `${text.trimEnd()}\nWARNING: something is deprecated\n` };
    };
    expect((await checkOnce(warns, "validator")).facts).toEqual(FACTS);
  });

  it("whose container is gone fails at once", async () => {
    const none: DockerRunner = () => Promise.resolve({ code: 1, text: "Error: No such container: validator\n" });
    await expect(waitReady({ ...waiting, timeoutSeconds: 600, docker: none })).rejects.toThrow(
      "validator is not ready after 0 s: Error: No such container: validator",
    );
  });
});

it("a log is shown without colours and without anything that may be a key", () => {
  const key = "ab".repeat(32);
  expect(readable(`\u001b[1mkey\u001b[0m 0x${key} 08021220${key}`)).toBe(
    "key 0x<64 hex digits or more> <64 hex digits or more>",
  );
});

it.each([
  ["at https://eth.example.org/v2/a-key?x=another, twice", "at https://eth.example.org/… twice"],
  ["(http://10.1.2.3:8545?key=a)", "(http://10.1.2.3:8545/…)"],
  ["postgresql://user:a-password@db:5432/aztec failed", "postgresql://db:5432/… failed"],
  ["wss://me:pass@host", "wss://…@host"],
  ["p2p at /ip4/10.1.2.3/tcp/40400", "p2p at /ip4/10.1.2.3/tcp/40400"],
])("a log is shown without what a URL may have of a key: %s", (line, shown) => {
  expect(readable(line)).toBe(shown);
});

it("a long line of a log is cut between two words, so that no part of a key is shown", () => {
  const words = "word ".repeat(800);
  expect(readable(`${words}${"z".repeat(262_144)}\nnext`)).toBe(`${words.trimEnd()}<262145 more characters>\nnext`);
  expect(readable(`${words}${"ab".repeat(4000)}`)).toBe(`${words}<64 hex digits or more>`);
  expect(readable("a.".repeat(131_072))).toBe("<262144 more characters>");
});

describe("a state that waiting does not end", () => {
  const silent = { code: 1, text: "RPC does not answer: ECONNREFUSED" };
  const STANDBY = "Rollup at 0xab is incompatible: genesis archive root. Entering standby mode. Will poll every 60s";
  const HASH = `0x${"ab".repeat(32)}`;
  const BLOBS = `WARN: blob-client Failed to fetch all blobs for ${HASH} from all blob sources (got 0/1)`;
  const long = { ...waiting, timeoutSeconds: 600, interval: 1 };

  it("ends the wait as soon as the log shows it, with the remedy", async () => {
    await expect(waitReady({ ...long, docker: docker({ check: silent, log: STANDBY }) })).rejects.toThrow(
      [
        "validator is not ready after 0 s: the node is in standby: its release does not serve the rollup that the network runs, so it performs no duty",
        "  → use another release; aztec-validator doctor --stack main prints the one that the network runs",
        "The last lines of its log:",
        `  ${STANDBY}`,
      ].join("\n"),
    );
  });

  it("is found in lines with hashes, which are not printed", async () => {
    const log = `Error: The computed genesis archive tree root ${HASH} does not match the expected one ${HASH}`;
    const waits = waitReady({ ...long, docker: docker({ check: silent, log }) });
    await expect(waits).rejects.toThrow(
      "is not ready after 0 s: the node exits at startup: its release does not serve",
    );
    await expect(waits).rejects.not.toThrow(HASH);
  });

  it("is also detected by the health check, whatever the log says", async () => {
    const standby = { code: 3, text: "the node is in standby: its release does not fit the network's contracts" };
    await expect(waitReady({ ...long, docker: docker({ check: standby }) })).rejects.toThrow(
      "validator is not ready after 0 s: the node is in standby: its release does not fit the network's contracts",
    );
    expect(
      await waitReady({ ...long, acceptsStandby: true, docker: docker({ check: standby, log: STANDBY }) }),
    ).toEqual({});
  });

  it("that may pass is reported once, and waited for", async () => {
    const lines: string[] = [];
    let checks = 0;
    const recovers: DockerRunner = (args) => {
      if (args[0] === "exec") checks += 1;
      return docker(checks > 3 ? {} : { check: silent, log: BLOBS })(args);
    };
    const log = (line: string) => lines.push(line);
    expect(await waitReady({ ...long, log, docker: recovers })).toEqual(FACTS);
    expect(lines).toEqual([
      "validator: no beacon server has the blobs that the node needs, so it cannot read the chain further\n  → use a supernode or semi-supernode: pulumi config set --secret l1ConsensusHosts --stack main",
    ]);
  });

  it("is searched only in the log since the last start", async () => {
    const logCalls: string[] = [];
    const started: DockerRunner = async (args) => {
      if (args[0] === "logs") logCalls.push(args.join(" "));
      const answer = await docker({ check: silent })(args);
      if (args[0] !== "container") return answer;
      const inspected = JSON.parse(answer.text) as { State: object };
      return {
        code: 0,
        text: JSON.stringify({ ...inspected, State: { ...inspected.State, StartedAt: "2026-11-01T00:00:00Z" } }),
      };
    };
    await expect(waitReady({ ...waiting, docker: started })).rejects.toThrow("RPC does not answer");
    expect(logCalls[0]).toBe("logs --timestamps --tail 200 --since 2026-11-01T00:00:00Z validator");
  });

  it("is added to the reason if the node keeps exiting before the time-out", async () => {
    let restarts = 0;
    const log = "2026-11-01T10:00:00.000000000Z [cause]: Error: getaddrinfo ENOTFOUND crs.aztec-labs.com";
    const crashing: DockerRunner = (args) =>
      docker({ status: "restarting", log, restarts: args[0] === "container" ? restarts++ : restarts })(args);
    await expect(waitReady({ ...long, docker: crashing })).rejects.toThrow(
      "validator is not ready after 0 s: the node exited 5 times (exit code 1); the reference strings (CRS) that proofs are verified with cannot be downloaded, so the node does not start\n  → let the host reach",
    );
  });
});
