/**
 * An update that is killed with all that it has started, between each two of its steps, by the real Pulumi and Docker;
 * the next command ends it. In the containers is a stand-in that is ready at once: what a real node has to come back
 * from is in update.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { journalOf } from "../../cli/journal";
import { docker } from "./test-stack";
import { UpdateStack } from "./update-stack";
import { omit } from "../settings/wrong/wrong";
import { onChain } from "./own-chain";
import { standIn } from "./stand-in";

const stack = new UpdateStack("test-killed");
const journal = journalOf(stack.name);
/** The image that runs, and the one that the next update goes to. */
let [current, other] = [stack.tagged("one"), stack.tagged("other")];

beforeAll(async () => {
  for (const image of [current, other]) await stack.build(image, standIn(image));
  await stack.init();
  await stack.configure({ ...omit(onChain(), "dockerNetworks"), image: current });
  const { code, text } = await stack.up();
  expect(code, text).toBe(0);
});

afterAll(() => stack.end());

/** What can be seen of an update at work. */
interface Seen {
  readonly text: string;
  /** Ids of the container: before it, and now; undefined while there is none. */
  readonly before: string;
  readonly now: string | undefined;
  /** The image that it goes to. */
  readonly target: string;
}

const id = () => stack.inspect("{{.Id}}").catch(() => undefined);
const phase = () => journal.read()?.phase;

/** Between the steps, in their order, and whether the update is one that the next command ends. */
const POINTS: readonly (readonly [name: string, isThere: (seen: Seen) => boolean, isBegun: boolean])[] = [
  ["its plan is told", ({ text }) => text.includes("The update of"), false],
  ["the image and the disk are looked at", ({ text }) => text.includes("image, processor, disk"), false],
  ["the copy is made", ({ text }) => text.includes("copy of what cannot be made again"), false],
  ["it is written down", () => phase() === "forth", true],
  ["the settings are those of the new image", ({ target }) => stack.settings().includes(target), true],
  ["the new settings are written down", () => journal.read()?.after !== undefined && phase() === "forth", true],
  ["Pulumi is at work", ({ text }) => text.includes("Updating ("), true],
  ["the old container is gone", ({ now, before }) => now !== before, true],
  ["the new container is there", ({ now, before }) => now !== undefined && now !== before, true],
  ["the new container is waited for", ({ text }) => /node-ready (creat|updat|replac)/.test(text), true],
  ["the new container is ready", ({ text }) => /node-ready (created|updated|replaced)/.test(text), true],
];

/** Runs an update until it is at a point, and kills it there. @returns what it printed */
async function killedAt(target: string, isThere: (seen: Seen) => boolean): Promise<string> {
  const before = (await id()) ?? "none";
  const run = stack.startCli(["update", "--image", target, "--yes", "--stack", stack.name]);
  let text = "";
  run.all?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  let isOver = false;
  void run.then(() => (isOver = true));
  const seen = async () => isOver || isThere({ text, before, now: await id(), target });
  await expect.poll(seen, { timeout: 90_000, interval: 10 }).toBe(true);
  expect(isOver, text).toBe(false);
  if (run.pid === undefined) throw new Error("the update did not start");
  process.kill(-run.pid, "SIGKILL");
  await run;
  return text;
}

/** Containers that run on the data, whoever started them. */
const onData = async () => {
  const words = ["ps", "--filter", `volume=${stack.container}-data`, "--format", "{{.Names}}"];
  return (await docker(...words)).split("\n").filter(Boolean);
};

describe("an update that is killed when", () => {
  it.each(POINTS)("%s is ended by the next command, with one container", async (_name, isThere, isBegun) => {
    const text = await killedAt(other, isThere);
    expect((await onData()).filter((name) => name === stack.container).length, text).toBeLessThanOrEqual(1);
    const next = await stack.cli("start");
    expect(next.code, next.text).toBe(0);
    expect(next.text.includes("was cut off on its way to"), next.text).toBe(isBegun);
    expect(["forth", "back"]).not.toContain(phase());
    if (isBegun) [current, other] = [other, current];
    await stack.runs(current);
    expect(await onData()).toEqual([stack.container]);
  });
});
