/**
 * The safe upgrade on a real node: 4.1.2 to the same release built under another tag, and back. The tests build on each
 * other. What they do not prove: another release's data.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventsDuring, type Gap, gapIn } from "../../cli/gap";
import { configIn } from "../engine/stack-file";
import { docker } from "../engine/test-stack";
import { OLD, UpdateStack } from "../engine/update-stack";

const stack = new UpdateStack("test-update-time");
const { container, next } = stack;
/** On the data volume. */
const MARK = "/var/lib/data/written-before";
let beforeLast: string;

beforeAll(() => stack.begin());

afterAll(() => stack.end());

async function gapDuringRestart(): Promise<Gap> {
  const events = await eventsDuring(["docker"], container, async () => {
    await docker("restart", "--time", "120", container);
    await stack.ready();
  });
  const gap = gapIn(events);
  if (!gap) throw new Error("no restart was seen");
  return gap;
}

const BOUND = 1.15;
/** Pairs of a restart and an update, of which the median counts: more than five where a busy machine makes them differ. */
const PAIRS = { least: 5, most: 9 };

/** Whether the median is in the bound, whatever the pairs up to five that are not there yet would be. */
function isWithin(ratios: readonly number[]): boolean {
  return ratios.filter((ratio) => ratio <= BOUND).length > Math.max(PAIRS.least, ratios.length) / 2;
}

/** @returns how much longer an update took than the restart before it */
async function pair(image: string): Promise<number> {
  const { from, to } = await gapDuringRestart();
  const restart = (to - from) / 1000;
  beforeLast = stack.settings();
  const { code, text } = await stack.cli("update", "--image", image, "--yes");
  expect(code, text).toBe(0);
  const update = Number(/^(\d+\.\d) s without a ready node/m.exec(text)?.[1]);
  console.log(`restart ${restart.toFixed(1)} s, update ${update} s`);
  return update / restart;
}

describe("an update", () => {
  let [current, other] = [OLD, next];

  it("keeps peer id, volume and settings, and costs no more than 1.15 times a restart", async () => {
    await docker("exec", container, "sh", "-c", `echo kept > ${MARK}`);
    const kept = async () => [await stack.output("peerId"), await docker("exec", container, "cat", MARK)];
    const [before, settings] = [await kept(), configIn(stack.settings())];
    const ratios: number[] = [];
    while (!isWithin(ratios) && ratios.length < PAIRS.most) {
      ratios.push(await pair(other));
      [current, other] = [other, current];
    }
    expect(await kept()).toEqual(before);
    expect(configIn(stack.settings())).toEqual({ ...settings, "aztec-validator:image": current });
    await stack.runs(current);
    expect(isWithin(ratios), ratios.join()).toBe(true);
  }, 1_200_000);

  it("is taken back by rollback, settings byte for byte", async () => {
    const { code, text } = await stack.cli("rollback", "--yes");
    expect(code, text).toBe(0);
    await stack.runs(other);
    expect(stack.settings()).toBe(beforeLast);
  });
});
