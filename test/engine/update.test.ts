/**
 * The safe upgrade on a real node: 4.1.2 to the same release built under another tag, images that are broken in each
 * way, and an update that is killed. The tests build on each other. What they do not prove: another release's data.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { nodeImage, RELEASE } from "../../images/tags";
import { dockerCli } from "../../provider/docker-cli";
import { waitReady } from "../../provider/wait-ready";
import { eventsDuring, type Gap, gapIn } from "../../cli/gap";
import { journalOf } from "../../cli/journal";
import { PROJECT_DIR } from "../../toolchain/stack";
import { onChain, startChain, stopChain } from "./own-chain";
import { OwnStack } from "./own-stack";
import { docker } from "./test-stack";

const stack = new OwnStack("test-update");
const { container } = stack;
const OLD = nodeImage(RELEASE);
const REPOSITORY = "aztec-validator-test/update";
const NEW = `${REPOSITORY}:${RELEASE}-new`;
/** What is wrong with each is its tag, too. */
const BROKEN = {
  exits: ["sh", "-c", "echo ENOSPC: no space left on device, write; exit 28"],
  unready: ["sleep", "600"],
};
const broken = (name: string) => `${REPOSITORY}:${RELEASE}-${name}`;
const FOREIGN = `${REPOSITORY}:${RELEASE}-foreign`;
/** An image of other machines: `docker import --platform` does not make one with every engine, so a saved one is edited. */
const FOREIGN_IMAGE = String.raw`
set -e
folder=$(mktemp -d)
tar -c -C "$0" Makefile | docker import - "$1"
docker save "$1" | tar -x -C "$folder"
docker image rm "$1"
find "$folder" -type f -exec sed -i 's/"architecture":"amd64"/"architecture":"arm64"/' {} +
tar -c -C "$folder" . | docker load
rm -r "$folder"
`;

beforeAll(async () => {
  await build(NEW, 'LABEL test="new"');
  for (const [name, entry] of Object.entries(BROKEN)) await build(broken(name), `ENTRYPOINT ${JSON.stringify(entry)}`);
  await execa("sh", ["-c", FOREIGN_IMAGE, PROJECT_DIR, FOREIGN]);
  await startChain();
  await stack.init();
  await stack.configure({ ...onChain(7), readyTimeoutSeconds: 180 });
  const { code, text } = await stack.up();
  expect(code, text).toBe(0);
});

afterAll(async () => {
  await stack.remove();
  await stopChain();
  await docker("image", "rm", "--force", NEW, FOREIGN, ...Object.keys(BROKEN).map(broken));
});

async function build(image: string, lines: string): Promise<void> {
  const input = `FROM ${OLD}\n${lines}\n`;
  await execa("docker", ["build", "--tag", image, "-"], { input, env: { DOCKER_BUILDKIT: "0" } });
}

/** On the data volume. */
const MARK = "/var/lib/data/written-before";
const inspect = (format: string) => docker("inspect", container, "--format", format);
let beforeLast: string;
const configOf = (text: string) =>
  z.looseObject({ config: z.record(z.string(), z.unknown()) }).parse(parse(text)).config;
const settings = () => readFileSync(path.join(PROJECT_DIR, `Pulumi.${stack.name}.yaml`), "utf8");
const imageId = (image: string) => docker("image", "inspect", image, "--format", "{{.Id}}");

/** One node, ready, of one image; and settings, state and container agree. */
async function runs(image: string): Promise<void> {
  expect(await docker("ps", "--all", "--filter", `name=^/${container}$`, "--format", "{{.State}}")).toBe("running");
  expect(await inspect("{{.Image}}")).toBe(await imageId(image));
  await ready();
  const preview = await stack.run(["preview", "--expect-no-changes", "--stack", stack.name]);
  expect(preview.code, preview.text).toBe(0);
}

/** Asked as `up` asks, as often. */
async function ready(): Promise<void> {
  await waitReady({ docker: dockerCli(["docker"]), container, timeoutSeconds: 180, say: () => undefined });
}

async function gapDuringRestart(): Promise<Gap | undefined> {
  const events = await eventsDuring(["docker"], container, async () => {
    await docker("restart", "--time", "120", container);
    await ready();
  });
  return gapIn(events);
}

const seconds = ({ from, to }: Gap) => (to - from) / 1000;

describe("an update", () => {
  it("keeps peer id, volume and settings, and costs no more than 1.15 times a restart", async () => {
    await docker("exec", container, "sh", "-c", `echo kept > ${MARK}`);
    const kept = async () => [await stack.output("peerId"), await docker("exec", container, "cat", MARK)];
    const [before, text] = [await kept(), settings()];
    const restarts: number[] = [];
    const updates: number[] = [];
    for (const image of [NEW, OLD, NEW, OLD, NEW]) {
      const restart = await gapDuringRestart();
      if (!restart) throw new Error("no restart was seen");
      restarts.push(seconds(restart));
      beforeLast = settings();
      const { code, text } = await stack.cli("update", "--image", image, "--yes");
      expect(code, text).toBe(0);
      updates.push(Number(/^(\d+\.\d) s without a ready node/m.exec(text)?.[1]));
      console.log(`restart ${restarts.at(-1) ?? ""} s, update ${updates.at(-1) ?? ""} s`);
    }
    expect(await kept()).toEqual(before);
    expect(configOf(settings())).toEqual({ ...configOf(text), "aztec-validator:image": NEW });
    await runs(NEW);
    // The least of each: what else the machine does only adds to a time.
    expect(Math.min(...updates) / Math.min(...restarts)).toBeLessThanOrEqual(1.15);
  }, 900_000);

  it("is taken back by rollback, settings byte for byte", async () => {
    const { code, text } = await stack.cli("rollback", "--yes");
    expect(code, text).toBe(0);
    await runs(OLD);
    expect(settings()).toBe(beforeLast);
  });

  it("does nothing without a yes", async () => {
    const id = await inspect("{{.Id}}");
    const { code, text } = await stack.cli("update", "--image", NEW);
    expect(text).toContain("Nothing was changed: there is no terminal to ask at. Say --yes.");
    expect(code).toBe(1);
    expect(await inspect("{{.Id}}")).toBe(id);
  });
});

describe("an update to what cannot work", () => {
  it.each([
    { image: FOREIGN, why: `${FOREIGN} is for arm64, and the host is amd64.` },
    { image: `registry.invalid/none:${RELEASE}`, why: `registry.invalid/none:${RELEASE} cannot be pulled: ` },
  ])("leaves the node alone: $why", async ({ image, why }) => {
    const [id, text] = [await inspect("{{.Id}}"), settings()];
    const refused = await stack.cli("update", "--image", image, "--yes");
    expect(refused.text).toContain(why);
    expect(refused.text).toContain("Nothing was changed.");
    expect(refused.code).toBe(1);
    expect([await inspect("{{.Id}}"), settings()]).toEqual([id, text]);
  });

  it.each(Object.keys(BROKEN))("is back on the old release by itself: the image %s", async (name) => {
    // The old one, too, has to be ready in this time.
    await stack.succeeds("config", "set", "readyTimeoutSeconds", "60", "--stack", stack.name);
    const text = settings();
    const failed = await stack.cli("update", "--image", broken(name), "--yes");
    expect(failed.code, failed.text).toBe(1);
    expect(failed.text).toContain(`${stack.name} was not ready on ${RELEASE} (${broken(name)}): why is above.`);
    expect(failed.text).toMatch(/^\d+\.\d s without a ready node/m);
    expect(settings()).toBe(text);
    await runs(OLD);
  });
});

describe("an update that is killed", () => {
  it("while there is no container is ended by the next command", async () => {
    const before = await inspect("{{.Id}}");
    const run = stack.startCli(["update", "--image", NEW, "--yes", "--stack", stack.name]);
    await expect.poll(() => inspect("{{.Id}}").catch(() => "none"), { timeout: 90_000, interval: 20 }).not.toBe(before);
    if (run.pid === undefined) throw new Error("update did not start");
    process.kill(-run.pid, "SIGKILL");
    await run;
    expect(journalOf(stack.name).read()?.phase).toBe("forth");
    const ended = await stack.cli("start");
    expect(ended.code, ended.text).toBe(0);
    expect(ended.text).toContain(`The update of ${stack.name} was cut off on its way to ${RELEASE}; it goes on there.`);
    await runs(NEW);
  });
});
