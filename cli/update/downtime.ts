/** Measures how long a node was not ready, from Docker's events, and how many of the chain's slots that took. */
import { createInterface } from "node:readline";
import { z } from "zod";
import { HEALTH_CHECK_PROGRAM } from "../../node/health-check";
import { type DockerRunner, streamDocker } from "../../remote/docker";
import { queryFrom } from "../../remote/json-rpc";
import { NODE_RPC_URL } from "../../settings/ports";
import { findRelease, rpcNamespace } from "../../settings/releases/release";
import { formatCount } from "../../terminal/format";

const eventSchema = z.object({
  Action: z.string(),
  timeNano: z.number(),
  Actor: z.object({ Attributes: z.record(z.string(), z.string()) }),
});
type DockerEvent = z.output<typeof eventSchema>;

/** Its start and end, in milliseconds since 1970, by the host's clock. */
export interface Downtime {
  readonly from: number;
  readonly to: number;
}

/**
 * Measures from the first signal that ended the node until its health check passes, run by Docker or by `up`.
 *
 * @param events of one container's name, in order, as `docker events` prints them in JSON
 * @returns undefined if the node was not ended, or has not become ready since
 */
export function measureDowntime(events: readonly unknown[]): Downtime | undefined {
  const all = events.map((event) => eventSchema.parse(event));
  const ended = all.findIndex(({ Action }) => Action === "kill" || Action === "die");
  const started = all.map(({ Action }) => Action).lastIndexOf("start");
  if (ended < 0 || started < ended) return undefined;
  const since = all.slice(started);
  const checks = new Set(since.filter(isCheck).map(execIdOf));
  const passed = since.find((event) => event.Action === "exec_die" && checks.has(execIdOf(event)) && hasPassed(event));
  return passed && { from: timeOf(all[ended]), to: timeOf(passed) };
}

function isCheck({ Action }: DockerEvent): boolean {
  return Action.startsWith(`exec_create: ${HEALTH_CHECK_PROGRAM.join(" ")} `);
}

function execIdOf({ Actor }: DockerEvent): string | undefined {
  return Actor.Attributes.execID;
}

function hasPassed({ Actor }: DockerEvent): boolean {
  return Actor.Attributes.exitCode === "0";
}

function timeOf(event: DockerEvent | undefined): number {
  return (event?.timeNano ?? 0) / 1e6;
}

/** Records the events of a container while `work` runs. @returns them, for {@link measureDowntime} */
export async function recordEvents(
  docker: readonly string[],
  container: string,
  work: () => Promise<void>,
): Promise<unknown[]> {
  const args = ["events", "--filter", `container=${container}`, "--format", "{{json .}}"];
  const listener = streamDocker(docker, args);
  const events: unknown[] = [];
  const read = (async () => {
    for await (const line of createInterface({ input: listener.stdout })) events.push(...parseLine(line));
  })();
  try {
    await work();
  } finally {
    listener.kill();
    await read;
  }
  return events;
}

/** The last line may be incomplete, because the listener is killed. */
function parseLine(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

/** The start of one slot, and the length of all, in seconds. */
export interface SlotClock {
  readonly at: number;
  readonly slotSeconds: number;
}

const point = z.tuple([z.number(), z.number()]);
const pointsSchema = z.tuple([point, point]);

const headerSchema = z
  .object({ globalVariables: z.object({ slotNumber: z.coerce.number(), timestamp: z.coerce.number() }) })
  .transform(({ globalVariables: { slotNumber, timestamp } }) => [slotNumber, timestamp]);

/** Derives the slot length from two blocks of the node. @returns undefined if the chain has too few, or it does not answer */
export async function readSlotClock(
  docker: DockerRunner,
  container: string,
  release: string,
): Promise<SlotClock | undefined> {
  const request = async (name: string, ...params: unknown[]): Promise<unknown> => {
    const method = `${rpcNamespace(findRelease(release))}_${name}`;
    const answer = await queryFrom(docker, container, { urls: [NODE_RPC_URL], method, params, seconds: 5 });
    return "result" in answer ? answer.result : undefined;
  };
  const last = z.coerce.number().safeParse(await request("getBlockNumber")).data;
  if (last === undefined) return undefined;
  const numbers = [Math.max(1, last - 10), last];
  const headers = await Promise.all(numbers.map((number) => request("getBlockHeader", number)));
  const points = z.array(headerSchema).safeParse(headers);
  return points.success ? slotClockFrom(points.data) : undefined;
}

/** @param points slot and time of two blocks */
export function slotClockFrom(points: unknown): SlotClock | undefined {
  const [[firstSlot, firstTime], [lastSlot, at]] = pointsSchema.parse(points);
  const slotSeconds = (at - firstTime) / (lastSlot - firstSlot);
  return Number.isFinite(slotSeconds) && slotSeconds > 0 ? { at, slotSeconds } : undefined;
}

/** Counts the slots that started from one moment to another. @param from in milliseconds since 1970, like `to` */
export function slotsStarted({ at, slotSeconds }: SlotClock, from: number, to: number): number {
  const slot = (time: number) => Math.floor((time / 1000 - at) / slotSeconds);
  return slot(to) - slot(from);
}

/** Describes a downtime in one line. @param downtime undefined if it was not seen to end */
export function describeDowntime(downtime: Downtime | undefined, clock: SlotClock | undefined): string {
  if (!downtime) return "Downtime unknown.";
  const { from, to } = downtime;
  const seconds = ((to - from) / 1000).toFixed(1);
  return `Downtime ${seconds} s, from ${timeOfDay(from)} to ${timeOfDay(to)} UTC. ${describeSlots(downtime, clock)}`;
}

function describeSlots({ from, to }: Downtime, clock: SlotClock | undefined): string {
  if (!clock) return "The length of a slot is unknown.";
  const count = slotsStarted(clock, from, to);
  const each = `(${Math.round(clock.slotSeconds)} s each)`;
  if (count === 0) return `No slot ${each} started in it.`;
  return `${formatCount(count, "slot")} ${each} started in it; any duty in ${count === 1 ? "that slot" : "them"} was missed.`;
}

function timeOfDay(time: number): string {
  return new Date(time).toISOString().slice(11, 19);
}
