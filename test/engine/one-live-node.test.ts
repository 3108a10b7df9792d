/**
 * Two stacks of one backend, each with its own passphrase, and one attester: never two live nodes. Real nodes, on a
 * private chain.
 */
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ensureEngine } from "../../dev/docker-engine/engine";
import { thisMachine } from "../../remote/this-machine";
import { TEST_KEYS } from "../fixtures/samples";
import { omit } from "../fixtures/wrong/wrong";
import { onChain, startChain, stopChain } from "./own-chain";
import { OwnStack } from "./own-stack";
import { docker } from "./test-stack";

const backend = mkdtempSync(path.join(tmpdir(), "aztec-validator-backend-"));
const inBackend = (passphrase: string) => ({
  PULUMI_BACKEND_URL: `file://${backend}`,
  PULUMI_CONFIG_PASSPHRASE: passphrase,
});
const first = new OwnStack("test-one", inBackend("of the first"));
const second = new OwnStack("test-other", inBackend("of the second"));

beforeAll(async () => {
  await startChain();
  for (const stack of [first, second]) await stack.init();
  await first.configure(onChain(0));
  await second.configure(onChain(1));
});

afterAll(async () => {
  await Promise.all([first.remove(), second.remove()]);
  await stopChain();
  rmSync(backend, { recursive: true });
});

const running = async () =>
  (await docker("ps", "--filter", "name=aztec-validator-test-(one|other)$", "--format", "{{.Names}}"))
    .split("\n")
    .filter(Boolean)
    .sort();
const volumes = async ({ container }: OwnStack) =>
  (await docker("volume", "ls", "--quiet", "--filter", `name=^${container}-`)).split("\n").sort();

const exported = (stack: OwnStack) => stack.succeeds("stack", "export", "--stack", stack.name);

async function imported(stack: OwnStack, state: string): Promise<void> {
  const { code, text } = await stack.run(["stack", "import", "--stack", stack.name], state);
  expect(code, text).toBe(0);
}

/** Ups that are refused name the other stack, the setting and the remedy; and create nothing. */
async function isRefused(stack: OwnStack, other: OwnStack): Promise<void> {
  for (const command of ["preview", "up"]) {
    const args = command === "up" ? ["--yes", "--skip-preview"] : [];
    const { code, text } = await stack.run([command, ...args, "--color=never", "--stack", stack.name]);
    expect(code).not.toBe(0);
    expect(text).toContain(`is already used by the running node of stack ${other.name}`);
    expect(text).toContain(`pulumi config set stopped true --stack ${other.name}`);
    expect(text).not.toContain(TEST_KEYS.attester.slice(2));
  }
  expect(await running()).toEqual([other.container]);
}

describe("one attester in two stacks", () => {
  it("is refused in the second while the first is live", async () => {
    const { code, text } = await first.cli("start");
    expect(code, text).toBe(0);
    await isRefused(second, first);
  });

  it("is refused as the publisher of a prover node too", async () => {
    const own = { role: "prover-node", "prover.brokerUrl": "http://broker:8080" };
    const publisher = { proverPublisherPrivateKeys: [TEST_KEYS.attester] };
    await second.configure({ ...omit(onChain(1), "attesterPrivateKey"), ...own, ...publisher });
    const { code, text } = await second.run(["preview", "--color=never", "--stack", second.name]);
    await second.configure(onChain(1));
    expect(code).not.toBe(0);
    expect(text).toContain("proverPublisherPrivateKeys");
    expect(text).toContain(`is already used by the running node of stack ${first.name}`);
    expect(text).not.toContain(TEST_KEYS.attester.slice(2));
  });

  it("has a log that can be filtered by level and pattern", async () => {
    const { code, text } = await first.cli("logs", "--no-follow", "--tail", "all", "--level", "info");
    expect(code, text).toBe(0);
    expect(text).toMatch(/^\[[\d:.]+\] INFO: p2p\S* Started P2P service/m);
    const matched = await first.cli("logs", "--no-follow", "--tail", "all", "--grep", "started p2p service");
    expect(matched.text.trim().split("\n").length).toBe(1);
  });

  it("has its node started again after somebody has stopped the container", async () => {
    await docker("stop", first.container);
    expect(await running()).toEqual([]);
    const { code, text } = await first.cli("start");
    expect(code, text).toBe(0);
    expect(await running()).toEqual([first.container]);
  });

  it("is refused where the state says that the node is on another machine, and the state stays", async () => {
    const state = await exported(first);
    const machine = thisMachine() ?? "";
    expect(machine).toMatch(/^[0-9a-f]{64}$/);
    expect(state.split(machine).length).toBeGreaterThan(2);
    const elsewhere = state.replaceAll(machine, "0".repeat(machine.length));
    await imported(first, elsewhere);
    const up = await first.up();
    expect(up.code).not.toBe(0);
    expect(up.text).toContain("This stack's node is on another machine, by the state, and host.kind is local");
    const start = await first.cli("start");
    expect(start.code).toBe(1);
    expect(start.text).toContain(`The node of ${first.name} is on another machine`);
    expect(await running()).toEqual([first.container]);
    await imported(first, state);
    const again = await first.run(["preview", "--expect-no-changes", "--stack", first.name]);
    expect(again.code, again.text).toBe(0);
  });

  it("is refused where dockerHost names another engine than the one that has the node", async () => {
    const socket = (await ensureEngine()).host.replace("unix://", "");
    const proxy = createServer((client) => {
      const engine = connect(socket);
      client.on("error", () => engine.destroy()).pipe(engine);
      engine.on("error", () => client.destroy()).pipe(client);
    });
    await once(proxy.listen(0, "127.0.0.1"), "listening");
    const { port } = z.object({ port: z.number() }).parse(proxy.address());
    await first.configure({ ...onChain(0), dockerHost: `tcp://127.0.0.1:${port}` });
    const { code, text } = await first.run(["preview", "--refresh", "--color=never", "--stack", first.name]);
    proxy.close();
    await first.configure(onChain(0));
    expect(code).not.toBe(0);
    const engines = `${realpathSync(socket)}, by the state, and dockerHost or DOCKER_HOST names tcp://127.0.0.1:${port}`;
    expect(text).toContain(`This stack's node is in the Docker engine unix://${engines}`);
    expect(await running()).toEqual([first.container]);
  });

  it("has its data and no key on the host while the first is stopped, also after another up", async () => {
    const { code, text } = await first.cli("stop");
    expect(code, text).toBe(0);
    expect(await running()).toEqual([]);
    const nothing = await first.cli("logs");
    expect(nothing).toEqual({
      code: 1,
      text: `\nThe node of ${first.name} is stopped: aztec-validator start --stack ${first.name}`,
    });
    expect(await volumes(first)).toEqual([`${first.container}-data`]);
    const again = await first.run(["preview", "--expect-no-changes", "--stack", first.name]);
    expect(again.code, again.text).toBe(0);
  });

  it("is then accepted in the second, and the first may not start beside it", async () => {
    const { code, text } = await second.up();
    expect(code, text).toBe(0);
    const refused = await first.cli("start");
    expect(refused.code).not.toBe(0);
    expect(refused.text).toContain(`is already used by the running node of stack ${second.name}`);
    expect(refused.text).toContain(`No node was started, so ${first.name} stays stopped.`);
    const nothing = await first.run(["preview", "--expect-no-changes", "--stack", first.name]);
    expect(nothing.code, nothing.text).toBe(0);
    await first.configure(onChain(0));
    await isRefused(first, second);
  });

  it("is not live in both if both start at once", async () => {
    await second.configure({ ...onChain(1), stopped: true });
    const stopped = await second.up();
    expect(stopped.code, stopped.text).toBe(0);
    await second.configure(onChain(1));
    const ended = await Promise.all([first.up(), second.up()]);
    expect(ended.filter(({ code }) => code === 0).length).toBeLessThan(2);
    expect(ended.map(({ text }) => text).join()).toContain("is already used by the running node of stack");
    expect((await running()).length).toBeLessThan(2);
  });
});
