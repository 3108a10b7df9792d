/**
 * Measures how long an update leaves a stack without a ready node, beside a restart of the same node: a real node of
 * release 4.1.2, updated to the same release under another tag and back.
 */
import { recordEvents, measureDowntime } from "../../cli/update/downtime";
import { docker } from "../engine/test-stack";
import { OLD, UpdateStack } from "../engine/update-stack";
import type { Pair } from "./table";

/**
 * Creates a node, then restarts and updates it in turn, and removes it.
 *
 * @param count  number of pairs
 * @param report receives each pair when it is measured
 * @returns seconds
 * @throws if a restart or an update fails
 */
export async function updatePairs(count: number, report: (pair: Pair) => void): Promise<Pair[]> {
  const stack = new UpdateStack("bench", { PULUMI_CONFIG_PASSPHRASE: "bench" });
  const pairs: Pair[] = [];
  try {
    await stack.begin();
    while (pairs.length < count) {
      const pair = await updatePair(stack, pairs.length % 2 === 0 ? stack.next : OLD);
      pairs.push(pair);
      report(pair);
    }
  } finally {
    await stack.end();
  }
  return pairs;
}

async function updatePair(stack: UpdateStack, image: string): Promise<Pair> {
  const other = await secondsWithoutNode(stack.container, async () => {
    await docker("restart", "--time", "120", stack.container);
    await stack.ready();
  });
  const own = await secondsWithoutNode(stack.container, () => stack.updateTo(image));
  return { own, other };
}

async function secondsWithoutNode(container: string, work: () => Promise<void>): Promise<number> {
  const gap = measureDowntime(await recordEvents(["docker"], container, work));
  if (!gap) throw new Error(`Docker reported no restart of ${container}, so no time can be computed.`);
  return (gap.to - gap.from) / 1000;
}
