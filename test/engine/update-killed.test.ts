/**
 * Updates that are killed with all their processes, between each two of their steps, with the real Pulumi and
 * Docker. Each is completed by the next command: the next update, which is killed a step later. In the containers is a
 * stand-in that is ready at once: the recovery of a real node is in update.test.ts.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openJournal } from "../../cli/update/journal";
import { RELEASE } from "../../images/tags";
import { volumeContainerArgs } from "../../remote/volume-container";
import { PROJECT_NAME } from "../../pulumi/dev-stack";
import { docker } from "./test-stack";
import { imageId, UpdateStack } from "./update-stack";
import { omit } from "../fixtures/wrong/wrong";
import { onChain } from "./own-chain";
import { standIn } from "./stand-in";

const stack = new UpdateStack("test-killed");
const journal = openJournal(stack.name);
/** The image that runs, and the one that the next update goes to. */
let [current, other] = [stack.tagged("one"), stack.tagged("other")];

beforeAll(async () => {
  for (const image of [current, other]) await stack.build(image, standIn(image));
  await stack.init();
  await stack.configure({ ...omit(onChain(), "dockerNetworks"), image: current });
  const { code, text } = await stack.up();
  expect(code, text).toBe(0);
  // As after an update that was killed when Docker had created the container that inspects the data, but not started it.
  const task = { volume: `${stack.container}-data`, image: current, program: "true", args: [] };
  const [, , ...args] = volumeContainerArgs(task);
  await docker("create", ...args);
});

afterAll(() => stack.end());

/** How a plan begins. */
const PLAN = `Update of ${stack.name}: `;

/** The visible progress of a running update. */
interface Seen {
  readonly text: string;
  /** Ids of the container before the update and now; undefined while it does not exist. Each query runs Docker. */
  readonly before: string | undefined;
  readonly now: () => Promise<string | undefined>;
  /** The new image. */
  readonly target: string;
}

const id = () => stack.inspect("{{.Id}}").catch(() => undefined);
const phase = () => journal.read()?.phase;

type IsThere = (seen: Seen) => boolean | Promise<boolean>;

/** The points between the steps, in order, and whether the next command has to finish the update. */
const POINTS: readonly (readonly [name: string, isThere: IsThere, isBegun: boolean])[] = [
  ["the plan is printed", () => true, false],
  ["image and disk are checked", ({ text }) => text.includes("✓ image, processor and disk"), false],
  ["the backup is complete", ({ text }) => text.includes("✓ backup"), false],
  ["the journal has its entry", () => phase() === "applying", true],
  ["the settings name the new image", ({ target }) => stack.settings().includes(target), true],
  [
    "the journal has the new settings",
    () => journal.read()?.settingsAfter !== undefined && phase() === "applying",
    true,
  ],
  ["Pulumi runs", ({ text }) => text.includes("Updating ("), true],
  ["the old container is gone", async ({ now, before }) => (await now()) !== before, true],
  ["the new container exists", async ({ now, before }) => ![undefined, before].includes(await now()), true],
  ["the command waits for the new container", ({ text }) => /node-ready (creat|updat|replac)/.test(text), true],
  ["the new container is ready", ({ text }) => /node-ready (created|updated|replaced)/.test(text), true],
];

/** An update that was killed. */
interface Killed {
  readonly text: string;
  /** The image that ran when the plan was printed. */
  readonly image: string | undefined;
}

/** Runs an update until it reaches a point, and kills it there. */
async function killedAt(target: string, isThere: IsThere): Promise<Killed> {
  const run = stack.startCli(["update", "--image", target, "--yes", "--stack", stack.name]);
  let [text, isOver] = ["", false];
  let atPlan: { readonly id: string | undefined; readonly image: string } | undefined;
  run.all?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  void run.then(() => (isOver = true));
  const seen = async () => {
    // Before its plan, the command finishes the update that was killed before it.
    if (!text.includes(PLAN)) return isOver;
    atPlan ??= { id: await id(), image: await stack.inspect("{{.Image}}") };
    const own = text.slice(text.indexOf(PLAN));
    return isOver || isThere({ text: own, before: atPlan.id, now: id, target });
  };
  await expect.poll(seen, { timeout: 120_000, interval: 10 }).toBe(true);
  expect(isOver, text).toBe(false);
  if (run.pid === undefined) throw new Error("the update did not start");
  process.kill(-run.pid, "SIGKILL");
  await run;
  return { text, image: atPlan?.image };
}

/** Lists the containers that use the data volume, also those that have exited. */
const onData = async () => {
  const args = ["ps", "--all", "--filter", `volume=${stack.container}-data`, "--format", "{{.Names}}"];
  return (await docker(...args)).split("\n").filter(Boolean);
};

/** Whether the next command has to finish an update. */
let wasBegun = false;

/** Checks that a command has finished the update that was killed before it, and only then its own work. */
async function hasEnded({ text, image }: Killed): Promise<void> {
  expect(text.includes(`The update of ${stack.name} to ${RELEASE} was interrupted: continuing it.`)).toBe(wasBegun);
  expect(text.includes(`${stack.name} runs ${RELEASE} (${current}) and is ready.`), text).toBe(wasBegun);
  expect(image).toBe(await imageId(current));
}

describe("an update that is killed when", () => {
  it.each(POINTS)(
    "%s has finished the one that was killed before it, with one container",
    async (_name, isThere, isBegun) => {
      await hasEnded(await killedAt(other, isThere));
      expect((await onData()).filter((name) => name === stack.container).length).toBeLessThanOrEqual(1);
      // On a busy machine the kill can come a step later than the point.
      wasBegun = phase() === "applying";
      if (isBegun) expect(wasBegun).toBe(true);
      if (wasBegun) [current, other] = [other, current];
    },
  );

  it("its node was ready is finished by start; settings, state and container agree", async () => {
    // As a kill does while Pulumi writes its state: every later command of Pulumi's stumbles over it.
    writeFileSync(path.join(stack.home, `.pulumi/stacks/${PROJECT_NAME}/${stack.name}.json.attrs`), "");
    const { code, text } = await stack.cli("start");
    expect(text).toContain(
      "Pulumi was killed while it saved the state of test-killed: the incomplete files are removed",
    );
    expect(code, text).toBe(0);
    expect(["applying", "rollingBack"]).not.toContain(phase());
    await stack.runs(current);
    expect(await onData()).toEqual([stack.container]);
  });
});

it("an update whose terminal is closed while Pulumi runs goes on to its end", async () => {
  const terminal = stack.terminal("update", "--image", other, "--yes");
  await terminal.sees("Updating (");
  terminal.close();
  await expect.poll(phase, { timeout: 120_000, interval: 100 }).toBe("updated");
  await stack.runs(other);
});
