/**
 * Updates of a real node: to the same release under another tag and back, without a yes, to images that are broken in
 * each way, and killed. The validator is one of five, so an update can wait until it has no duty; the others have no
 * node. The tests build on each other. They do not prove: another release's data; how long an update takes, which `make
 * bench` measures.
 */
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RELEASE } from "../../images/tags";
import { openJournal } from "../../cli/update/journal";
import { ethereumAddress } from "../../keys/keys";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { TEST_KEYS } from "../fixtures/samples";
import { dockerEvent } from "./docker-events";
import { costOnL1, downtimeIn, slotsOf } from "./downtime-on-l1";
import { L1Events } from "./l1-events";
import { L1, RPC_PORT } from "./own-chain";
import { SmallDisk } from "./small-disk";
import { configIn } from "./stack-file";
import { docker } from "./test-stack";
import { OLD, PROPOSING, UpdateStack } from "./update-stack";

const stack = new UpdateStack("test-update");
const { next } = stack;
/** Images by their fault, which is also their tag. */
const BROKEN = {
  exits: ["sh", "-c", "echo ENOSPC: no space left on device, write; exit 28"],
  unready: ["sleep", "600"],
};
const FOREIGN = stack.tagged("foreign");
/** Builds an image for another architecture. It edits a saved image: some engines ignore `docker import --platform`. */
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

/** The data's disk: not much larger than the free space that an update requires. */
const disk = new SmallDisk(1200);

const ATTESTER = ethereumAddress(TEST_KEYS.attester);
const OTHERS = [1, 2, 3, 4].map((digit) => `0x${String(digit).repeat(40)}`);
const events = new L1Events(L1, RPC_PORT);

/** Compares what an update said about its downtime with the L1's events. */
async function agreesWithL1(text: string): Promise<void> {
  const { cost, from, to } = downtimeIn(text);
  expect(cost, text).toBe(await costOnL1(events, ATTESTER, await slotsOf(events, from, to)));
}

beforeAll(async () => {
  await disk.mount();
  await stack.begin({ ...PROPOSING, "storage.kind": "bind", "storage.path": disk.path }, [ATTESTER, ...OTHERS]);
  for (const [what, entry] of Object.entries(BROKEN)) {
    await stack.build(stack.tagged(what), `ENTRYPOINT ${JSON.stringify(entry)}`);
  }
  await execa("sh", ["-c", FOREIGN_IMAGE, PROJECT_DIR, FOREIGN]);
});

afterAll(async () => {
  await stack.end();
  await docker("image", "rm", "--force", FOREIGN);
  await disk.remove();
});

const id = () => stack.inspect("{{.Id}}");

describe("an update", () => {
  it("does nothing without a yes", async () => {
    const before = await id();
    const { code, text } = await stack.cli("update", "--image", next);
    expect(text).toContain("Nothing was changed: without a terminal, confirm with --yes.");
    expect(code).toBe(1);
    expect(await id()).toBe(before);
  });
});

describe("an update that succeeds", () => {
  /** On the data volume. */
  const MARK = "/var/lib/data/written-before";
  let before: string;

  // Chance decides in which epochs the validator has duties: a gap that is long enough can be minutes away.
  it("keeps peer id, data and settings, waits for a time without a duty, and misses none", async () => {
    await docker("exec", stack.container, "sh", "-c", `echo kept > ${MARK}`);
    const kept = async () => [await stack.output("peerId"), await docker("exec", stack.container, "cat", MARK)];
    const [peerAndMark, settings] = [await kept(), configIn(stack.settings())];
    before = stack.settings();
    const { code, text } = await stack.cli("update", "--image", next, "--yes", "--wait-for-quiet");
    expect(code, text).toBe(0);
    expect(text).toMatch(/^ {2}✓ no duty for \d+ s, until slot \d+/m);
    expect(downtimeIn(text).cost).toMatch(/ There was no duty\.$/);
    await agreesWithL1(text);
    expect(await kept()).toEqual(peerAndMark);
    expect(configIn(stack.settings())).toEqual({ ...settings, "aztec-validator:image": next });
    await stack.runs(next);
  }, 900_000);

  it("is undone by rollback, with the settings byte for byte", async () => {
    const { code, text } = await stack.cli("rollback", "--yes");
    expect(code, text).toBe(0);
    await agreesWithL1(text);
    await stack.runs(OLD);
    expect(stack.settings()).toBe(before);
  });
});

describe("an update that cannot work", () => {
  it.each([
    { image: FOREIGN, why: `${FOREIGN} is for arm64, and the host is amd64.` },
    { image: `registry.invalid/none:${RELEASE}`, why: `registry.invalid/none:${RELEASE} cannot be pulled: ` },
  ])("leaves the node alone: $why", async ({ image, why }) => {
    const before = [await id(), stack.settings()];
    const refused = await stack.cli("update", "--image", image, "--yes");
    expect(refused.text).toContain(why);
    expect(refused.text).toContain("Nothing was changed.");
    expect(refused.code).toBe(1);
    expect([await id(), stack.settings()]).toEqual(before);
  });

  it("does not stop the node if the disk is full", async () => {
    const before = [await id(), stack.settings()];
    writeFileSync(path.join(disk.path, "ballast"), Buffer.alloc(300 * 2 ** 20));
    const refused = await stack.cli("update", "--image", next, "--yes");
    rmSync(path.join(disk.path, "ballast"));
    expect(refused.text).toMatch(/the data volume has \d+ MB free, and the update needs 1\.1 GB: enlarge it/);
    expect(refused.text).toContain("Nothing was changed.");
    expect(refused.code).toBe(1);
    expect([await id(), stack.settings()]).toEqual(before);
  });

  it.each(Object.keys(BROKEN))("rolls back to the old release: the image %s", async (what) => {
    // The old one, too, has to be ready in this time.
    await stack.succeeds("config", "set", "readyTimeoutSeconds", "100", "--stack", stack.name);
    const before = stack.settings();
    const failed = await stack.cli("update", "--image", stack.tagged(what), "--yes");
    expect(failed.code, failed.text).toBe(1);
    expect(failed.text).toContain(
      `${stack.name} did not become ready on ${RELEASE} (${stack.tagged(what)}): the reason is above.`,
    );
    await agreesWithL1(failed.text);
    expect(stack.settings()).toBe(before);
    await stack.runs(OLD);
  });
});

describe("an update that is killed", () => {
  it("while no container exists is finished by the next command", async () => {
    const run = stack.startCli(["update", "--image", next, "--yes", "--stack", stack.name]);
    await dockerEvent(stack.container, "destroy");
    if (run.pid === undefined) throw new Error("update did not start");
    process.kill(-run.pid, "SIGKILL");
    await run;
    expect(openJournal(stack.name).read()?.phase).toBe("applying");
    const ended = await stack.cli("start");
    expect(ended.code, ended.text).toBe(0);
    expect(ended.text).toContain(`The update of ${stack.name} to ${RELEASE} was interrupted: continuing it.`);
    await stack.runs(next);
  });
});
