/**
 * A validator's vote, a report on it, and its move from one stack to another: on the real node and a private chain.
 * The move is watched by Docker's events, killed twice, and then completed by the same command. Then all of the validator
 * is destroyed, its stack too, and it is restored from a backup.
 *
 * Not proven: two hosts (both nodes are on one engine), and a release that keeps signing-protection data itself (from
 * 5.0.0 on; 4.1.2 keeps none, so a file of the test is copied).
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { formatDuration } from "../../terminal/format";
import { RecordFile } from "../../cli/move/record";
import { dockerRunner } from "../../remote/docker";
import { queryFrom } from "../../remote/json-rpc";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { TEST_KEYS } from "../fixtures/samples";
import { sungIn, textCanary } from "./canaries/canaries";
import { onChain, startChain, stopChain } from "./own-chain";
import { OwnStack } from "./own-stack";
import { giveReferenceStrings } from "./test-image";
import { docker } from "./test-stack";

const backend = mkdtempSync(path.join(tmpdir(), "aztec-validator-backend-"));
const environment = { PULUMI_BACKEND_URL: `file://${backend}`, PULUMI_CONFIG_PASSPHRASE: "of both" };
const first = new OwnStack("test-first", environment);
const second = new OwnStack("test-second", environment);
/** The same stack in a backend that knows nothing of it. */
const rebuilt = new OwnStack(second.name, { PULUMI_CONFIG_PASSPHRASE: "of both" });
const SIGNED = "/var/lib/data/signing-protection/data.mdb";

/** Seconds of an epoch of the tests' chain: 4 slots of 12 s. */
const EPOCH = 4 * 12;

/** Starts and ends of the two nodes, from Docker's events. */
const timeline: string[] = [];
const events = () => {
  const filters = [
    "type=container",
    "event=start",
    "event=die",
    `container=${first.container}`,
    `container=${second.container}`,
  ];
  const args = ["events", ...filters.flatMap((filter) => ["--filter", filter])];
  const watching = execa("docker", [...args, "--format", "{{.Action}} {{.Actor.Attributes.name}}"], { reject: false });
  if (watching.stdout) createInterface(watching.stdout).on("line", (line) => timeline.push(line));
  return watching;
};

const moveOnce = () =>
  first.startCli(["move", "--from", first.name, "--to", second.name, "--yes", "--epoch-seconds", "2"]);

/** Lets a command run until it prints a text, and kills it there with all processes that it has started. */
async function killedAt(line: string, run: ReturnType<OwnStack["startCli"]>): Promise<string> {
  const printed = new Promise<void>((resolve) => {
    let text = "";
    run.all?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes(line)) resolve();
    });
  });
  const ended = await Promise.race([printed, run]);
  if (ended) throw new Error(`the command ended before it printed "${line}":\n${ended.all ?? ""}`);
  if (run.pid !== undefined) process.kill(-run.pid, "SIGKILL");
  return (await run).all ?? "";
}

let watching: ReturnType<typeof events> | undefined;
const admin = textCanary("adminApiKey");
const { attesterPrivateKey, ...withoutKeys } = onChain(1);

beforeAll(async () => {
  await startChain();
  for (const stack of [first, second]) await stack.init();
  await first.configure({ ...onChain(0), attesterPrivateKey, adminApiKey: admin.secret });
  await second.configure(withoutKeys);
  const { code, text } = await first.up();
  expect(code, text).toBe(0);
});

afterAll(async () => {
  watching?.kill();
  new RecordFile(first.name, second.name).remove();
  new RecordFile("backup", second.name, path.join(PROJECT_DIR, ".restores")).remove();
  await Promise.all([first.remove(), second.remove()]);
  await rebuilt.remove(); // It has the containers of the second one.
  await stopChain();
  rmSync(backend, { recursive: true });
});

describe("vote", () => {
  const registry = String(onChain()["l1Contracts.registry"]);
  const [node, settings] = [dockerRunner(["docker"]), path.join(PROJECT_DIR, `Pulumi.${first.name}.yaml`)];
  const run = () => docker("inspect", first.container, "--format", "{{.Id}} {{.State.StartedAt}}");
  const votedFor = async () => {
    const request = { urls: ["http://127.0.0.1:8880"], headers: { "x-api-key": admin.secret } };
    const answer = await queryFrom(node, first.container, { ...request, method: "nodeAdmin_getConfig" });
    return z.object({ result: z.object({ governanceProposerPayload: z.string() }) }).parse(answer).result
      .governanceProposerPayload;
  };

  it("is cast by the running node at once, stored in its settings, and withdrawn", async () => {
    const before = await run();
    const cast = await first.cli("vote", registry);
    expect(cast.code, cast.text).toBe(0);
    expect((await votedFor()).toLowerCase()).toBe(registry.toLowerCase());
    expect(readFileSync(settings, "utf8")).toMatch(new RegExp(`governancePayload['"]?: ["']?${registry}`, "i"));
    const none = await first.cli("vote", "--none");
    expect(none.code, none.text).toBe(0);
    expect(await votedFor()).toBe(`0x${"0".repeat(40)}`);
    expect(readFileSync(settings, "utf8")).not.toContain("governancePayload");
    expect(await run()).toBe(before);
    expect(sungIn(`${cast.text}${none.text}`, [admin])).toEqual([]);
  });

  it("is refused to an address without a contract, and nothing is changed", async () => {
    const address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    const { code, text } = await first.cli("vote", address);
    expect(code).toBe(1);
    expect(text).toContain(
      `${address} is not a contract on the node's L1, so it is not a payload. Nothing was changed.`,
    );
    expect(readFileSync(settings, "utf8")).not.toContain("governancePayload");
  });
});

describe("a report", () => {
  it("has the facts that support needs, no personal data, and is readable by its owner only", async () => {
    const file = path.join(backend, "report.md");
    const { code, text: output } = await first.cli("report", "--yes", "--output", file);
    expect(code, output).toBe(0);
    const text = readFileSync(file, "utf8");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect([...text.matchAll(/^## (.*)/gm)].map(([, title]) => title)).toEqual([
      ...["What is wrong", "Since when", "Steps to reproduce, if known", "System", "Settings", "Host", "Node"],
      ...["Memory and processor", "Disk", "Log since 1h, at most 5000 lines"],
    ]);
    expect(text).not.toContain("Unknown: ");
    expect(text).toContain("attesterPrivateKey: <secret>");
    expect(text).toMatch(/^running since /m);
    expect(text.match(/^\d{4}-\d\d-\d\dT\S+Z .*/gm)?.length).toBeGreaterThan(20);
    const own = [
      TEST_KEYS.attester,
      "198.51.100.1",
      hostname(),
      await first.output("peerId"),
      await first.output("enr"),
    ];
    // Whole words: a short name of this machine may be part of another one.
    const isIn = (word: string) => text.split(/[^\w.:=-]+/).includes(word);
    expect(own.filter(isIn)).toEqual([]);
    expect(sungIn(text, [admin])).toEqual([]);
  });
});

describe("the move of a validator", () => {
  it("requires a yes; the length of an epoch is queried from the node", async () => {
    const { exitCode, all } = await first.startCli(["move", "--from", first.name, "--to", second.name]);
    expect(exitCode).toBe(1);
    expect(all).toContain("copy attesterPrivateKey, p2pPrivateKey from test-first, encrypted;");
    expect(all).toContain(`two epochs (${formatDuration(2 * EPOCH)}) without a node`);
    expect(all).toMatch(/Nothing was changed: without a terminal, confirm with --yes\.$/);
    expect(readFileSync(path.join(PROJECT_DIR, `Pulumi.${second.name}.yaml`), "utf8")).not.toContain("PrivateKey");
  });

  it("keeps one live node at any time, even if it is killed", async () => {
    const peerId = await first.output("peerId");
    const sign = `mkdir -p ${path.dirname(SIGNED)} && echo signed > ${SIGNED}`;
    await docker("exec", first.container, "sh", "-c", sign);
    watching = events();
    const killed = [
      await killedAt("node stopped", moveOnce()),
      await killedAt("✓ signing-protection data", moveOnce()),
    ];
    expect(killed[0]).toContain("node stopped");
    expect(killed[1]).toContain("✓ signing-protection data");
    // A node on a new host downloads them; tests reach no host that has them.
    await giveReferenceStrings(`${second.container}-data`);
    const { exitCode, all } = await moveOnce();
    const output = [...killed, all].join("\n");
    expect(exitCode, output).toBe(0);
    // From the run that reached this step: that may be the second, before it was killed.
    expect(output).toContain("release 4.1.2 keeps no record of what it has signed");
    expect(timeline).toEqual([`die ${first.container}`, `start ${second.container}`]);
    expect(await second.output("peerId")).toBe(peerId);
    expect(await second.output("coinbase")).toBe(await first.output("coinbase"));
    expect(await docker("exec", second.container, "cat", SIGNED)).toBe("signed");
    expect(output).not.toContain(TEST_KEYS.attester);
    expect(output).not.toMatch(/08021220/);
  });

  it("leaves the keys encrypted in the new stack's file, and nothing to move", async () => {
    const file = readFileSync(path.join(PROJECT_DIR, `Pulumi.${second.name}.yaml`), "utf8");
    expect(file).toMatch(/attesterPrivateKey['"]?:\s+(\{ )?['"]?secure['"]?: /);
    expect(file).toMatch(/p2pPrivateKey['"]?:\s+(\{ )?['"]?secure['"]?: /);
    const { exitCode, all } = await first.startCli(["move", "--from", second.name, "--to", first.name]);
    expect(exitCode).toBe(1);
    expect(all).toContain("without a terminal, confirm with --yes");
    expect(timeline).toHaveLength(2);
  });
});

describe("a backup", () => {
  const file = path.join(backend, "second.backup");
  const settings = path.join(PROJECT_DIR, `Pulumi.${second.name}.yaml`);
  const restore = () => rebuilt.startCli(["restore", "--stack", second.name, file, "--yes", "--epoch-seconds", "2"]);
  let peerId = "";

  it("of a running node is one file, for its owner only, without a secret in clear", async () => {
    peerId = await second.output("peerId");
    const { code, text } = await second.cli("backup", file);
    expect(code, text).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const content = (await execa("tar", ["-xzOf", file])).stdout;
    expect(content).toContain(`"peerId": "${peerId}"`);
    expect(content).toContain(`"epochSeconds": ${EPOCH}`);
    expect(content).toContain("signed");
    for (const output of [text, content]) {
      expect(output).not.toContain(TEST_KEYS.attester.replace("0x", ""));
      expect(output).not.toMatch(/08021220/);
    }
  });

  it("is not restored beside the running node", async () => {
    const { code, text } = await second.cli("restore", file, "--yes");
    expect(code).toBe(1);
    expect(text).toContain(`The node of ${second.name} is on its host (${second.container})`);
  });

  it("brings back settings and keys where nothing is left, and starts no node", async () => {
    await second.remove();
    await rebuilt.init();
    await rebuilt.succeeds("stack", "rm", "--yes", rebuilt.name);
    timeline.length = 0;
    const { exitCode, all } = await restore();
    expect(exitCode, all).toBe(0);
    expect(all).toContain("No node was started");
    expect(readFileSync(settings, "utf8")).toMatch(/stopped['"]?: true/);
    expect(readFileSync(settings, "utf8")).toMatch(/p2pPrivateKey['"]?:[\s{]+secure: /);
    expect(timeline).toEqual([]);
  });

  it("has the record in its place before the node starts, two epochs later, with the same peer id", async () => {
    const killed = await killedAt("waiting until two epochs have passed", restore());
    expect(killed).not.toContain("copied and verified");
    await giveReferenceStrings(`${rebuilt.container}-data`);
    const { exitCode, all } = await restore();
    expect(exitCode, all).toBe(0);
    expect(all).toContain(`${rebuilt.name} is restored, and peers know it as before: ${peerId}.`);
    expect(timeline).toEqual([`start ${rebuilt.container}`]);
    expect(await rebuilt.output("peerId")).toBe(peerId);
    expect(await docker("exec", rebuilt.container, "cat", SIGNED)).toBe("signed");
    const placed = await docker("exec", rebuilt.container, "stat", "--format=%Z", path.dirname(SIGNED));
    const started = await docker("inspect", rebuilt.container, "--format", "{{.State.StartedAt}}");
    expect(Number(placed)).toBeLessThan(Date.parse(started) / 1000);
    expect(`${killed}${all ?? ""}`).not.toMatch(/08021220/);
  });
});
