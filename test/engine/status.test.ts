/**
 * `status` against a real node, L1 and Docker: the tests cause each failure, and `status` has to name it. One node for
 * all of it; the tests build on each other, in this order.
 *
 * Not proven here: a port that this machine reaches is also reachable from the internet.
 */
import { rmSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { doctorReportSchema } from "../../cli/health/doctor-report";
import { tryObserve } from "../../cli/health/observe";
import { type StatusReport, statusReport, statusReportSchema } from "../../cli/health/status-report";
import { StackSession } from "../../cli/stack/session";
import { nodeImage, RELEASE } from "../../images/tags";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { FakeL1 } from "./fake-l1";
import { portHere } from "./lane";
import { SmallDisk } from "./small-disk";
import { docker, type Ended, TestStack } from "./test-stack";

const PORT = portHere(21_420);
const stack = new TestStack("dev-test-status");
const { container } = stack;
const l1 = `${container}-l1`;
const fake = new FakeL1(l1, nodeImage(RELEASE));
/** The data's disk: not much more than the program requires for a first start, 1 GiB. */
const disk = new SmallDisk(1200);
let open: StackSession;

beforeAll(async () => {
  await disk.mount();
  stack.configure({ p2p: { port: PORT }, rpcPort: portHere(18_100), storage: { kind: "bind", path: disk.path } });
  await stack.down();
  await stack.succeeds("up");
  open = await StackSession.open(stack.name);
  // In its first slots on a busy machine, a validator misses most duties.
  const isHealthy = async () => {
    expect((await currentReport()).exitCode).toBe(0);
  };
  await vi.waitFor(isHealthy, { timeout: 300_000, interval: 3000 });
});

afterAll(async () => {
  await fake.remove();
  await stack.down();
  stack.forget();
  await disk.remove();
});

async function command(...args: string[]): Promise<Ended & { stdout: string }> {
  const options = { cwd: PROJECT_DIR, all: true, reject: false } as const;
  const { exitCode, stdout, all = "" } = await execa("cli/aztec-validator", args, options);
  return { code: exitCode, text: all, stdout };
}

const currentReport = async (): Promise<StatusReport> => statusReport(await tryObserve(open));

/** Returns findings that are not ok, except those of a busy machine: missed duties, a slow L1. */
const bad = ({ findings }: StatusReport) =>
  findings.filter(
    ({ severity, check, message }) => severity !== "ok" && check !== "attester" && !message.endsWith("slow"),
  );

/** Changes a rule of the firewall in the container's network namespace: it is removed with the container. */
async function firewall(verb: "-A" | "-D", protocol: "tcp" | "udp"): Promise<void> {
  const pid = await docker("inspect", "--format", "{{.State.Pid}}", container);
  const rule = [verb, "INPUT", "!", "-i", "lo", "-p", protocol, "--dport", String(PORT), "-j", "DROP"];
  await execa("nsenter", [`--net=/proc/${pid}/ns/net`, "iptables", ...rule]);
}

describe("a healthy node", () => {
  it("is shown on a screen of 80 columns, with exit code 0 and no secret", async () => {
    const { code, text, stdout } = await command("status", "--stack", stack.name);
    expect(code, text).toBe(0);
    // On a busy machine, the L1 is slow or a duty is missed.
    expect(stdout.split("\n")[0]).toMatch(/^dev-test-status is healthy(, with \d warnings?)?\.$/);
    expect(stdout.replace(/\s+/g, " ")).toMatch(/0x[0-9a-fA-F]{40} is in the validator set/);
    expect(Math.max(...stdout.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(text).not.toMatch(/[0-9a-f]{64}/i);
    expect(text).not.toContain("\u001b");
  });

  it("is printed as JSON by the schema", async () => {
    const { code, stdout } = await command("status", "--json", "--stack", stack.name);
    const { facts, ...rest } = statusReportSchema.parse(JSON.parse(stdout));
    expect([code, rest.exitCode, rest.verdict, bad({ ...rest, facts })]).toEqual([0, 0, "healthy", []]);
    expect(facts).toMatchObject({
      network: "local",
      role: "sequencer",
      release: RELEASE,
      ready: true,
      peers: 0,
      container: { status: "running", restarts: 0 },
      p2p: { address: "127.0.0.1", tcpReachable: true, udpReachable: true, dialledFrom: "host" },
      l1: [{ server: `${l1}:8545`, error: null, chainId: 31_337 }],
      beacon: [{ server: `${l1}:5052`, error: null }],
      // By the rollup contract itself.
      attesters: [{ state: "validating" }],
      // 100 ETH, less the fees of its checkpoints.
      publishers: [{ balanceWei: expect.stringMatching(/^99\d{18}$/) as unknown }],
    });
  });

  it("has a line in the table of all stacks", async () => {
    const { stdout } = await command("status", "--all");
    const lines = stdout.split("\n").filter((line) => line.startsWith(`${stack.name} `));
    expect(lines).toEqual([expect.stringMatching(/^dev-test-status +yes +4\.1\.2 +\d+ +0( +0x.*)?$/)]);
  });

  it("is watched until a signal ends the command", async () => {
    const watch = execa("cli/aztec-validator", ["status", "--watch", "1", "--stack", stack.name], {
      cwd: PROJECT_DIR,
      reject: false,
    });
    let shown = "";
    watch.stdout?.on("data", (part: Buffer) => (shown += part.toString()));
    await expect.poll(() => shown.split("is healthy").length, { timeout: 30_000, interval: 100 }).toBeGreaterThan(2);
    watch.kill("SIGINT");
    await watch;
  });
});

describe("the doctor", () => {
  it("reports no problem of a healthy node, from the node's host", async () => {
    const { code, stdout, text } = await command("doctor", "--json", "--stack", stack.name);
    expect(code, text).toBe(0);
    const { findings } = doctorReportSchema.parse(JSON.parse(stdout));
    const found = findings.map(({ check, severity }) => `${severity} ${check}`);
    expect(found.map((one) => one.replace(/^warning (disk speed|L1|L1 rate)$/, "ok $1"))).toEqual([
      ...["ok settings", "ok host", "ok processor", "ok memory", "ok disk", "ok clock", "ok L1", "ok beacon"],
      ...["ok L1 rate", "ok L1 traces", "ok blobs", "ok disk speed", "ok disk reads", "ok p2p TCP", "ok p2p UDP"],
      "ok address",
    ]);
    expect(text).not.toMatch(/[0-9a-f]{64}/i);
    // The file of the disk test is removed.
    expect((await readdir(disk.path)).filter((name) => name.includes("doctor"))).toEqual([]);
  });
});

describe("status names", () => {
  it.each([
    ["udp", "no answer in 5 s"],
    ["tcp", "no answer in 5 s"],
  ] as const)("a p2p port that is closed on %s only", async (protocol, why) => {
    await firewall("-A", protocol);
    const { summary, exitCode, facts } = await currentReport();
    await firewall("-D", protocol);
    const name = protocol.toUpperCase();
    expect(summary).toContain(`is NOT healthy: 127.0.0.1:${PORT} does not answer on ${name}: ${why}`);
    expect([exitCode, facts.p2p?.tcpReachable, facts.p2p?.udpReachable]).toEqual([
      1,
      protocol !== "tcp",
      protocol !== "udp",
    ]);
  });

  it("the disk of the data volume if it is nearly full", async () => {
    const { facts } = await currentReport();
    writeFileSync(path.join(disk.path, "ballast"), Buffer.alloc((facts.disk?.freeBytes ?? 0) - 2 ** 22));
    const full = await currentReport();
    rmSync(path.join(disk.path, "ballast"));
    expect(full.summary).toContain("is NOT healthy: the data volume's disk is nearly full: ");
    expect(full.exitCode).toBe(1);
  });

  it("an L1 that is down, while the node continues", async () => {
    await docker("stop", l1);
    const { summary, exitCode } = await currentReport();
    expect(summary).toMatch(new RegExp(`is NOT healthy: ${l1}:8545 does not answer: (ENOTFOUND|EAI_AGAIN)\\.`));
    expect(exitCode).toBe(1);
  });

  it("an L1 on the wrong chain", async () => {
    await fake.start({ chainId: 1, age: 5 });
    const { summary, exitCode } = await currentReport();
    expect(summary).toContain(`is NOT healthy: ${l1}:8545 is on the wrong chain: 1 instead of 31337.`);
    expect(exitCode).toBe(1);
  });

  it("an L1 that is out of sync", async () => {
    await fake.start({ chainId: 31_337, age: 3000 });
    const { summary, exitCode } = await currentReport();
    expect(summary).toContain(`is NOT healthy: ${l1}:8545 is out of sync: its last block, 7, is 50 min old.`);
    expect(exitCode).toBe(1);
    const doctor = await command("doctor", "--stack", stack.name);
    expect(doctor.code).toBe(1);
    expect(doctor.text.replace(/\s+/g, " ")).toContain("is out of sync: its last block, 7, is 50 min old");
  });

  it("a node that was stopped by hand, and queries its L1 from another container", async () => {
    await fake.remove();
    await docker("start", l1);
    await docker("stop", container);
    const { code, stdout, text } = await command("status", "--json", "--stack", stack.name);
    const { summary, facts } = statusReportSchema.parse(JSON.parse(stdout));
    expect(code, text).toBe(1);
    expect(summary).toMatch(/is NOT healthy: the container is exited \(exit code \d+\)/);
    expect(facts.l1).toMatchObject([{ server: `${l1}:8545`, chainId: 31_337 }]);
  });

  it("a container that somebody else removed", async () => {
    await docker("rm", container);
    const { summary, exitCode } = await currentReport();
    expect(summary).toContain(`is NOT healthy: its container ${container} no longer exists on its host`);
    expect(exitCode).toBe(1);
  });
});

describe("a stack that cannot be queried", () => {
  it("has exit code 2", async () => {
    const unknown = await command("status", "--stack", "no-such-stack");
    expect([unknown.code, unknown.text]).toEqual([2, expect.stringContaining('There is no stack "no-such-stack"')]);
    expect((await command("status", "--no-such-option")).code).toBe(2);
  });
});
