/** Measures how long a node was not ready, from Docker's events. */
import { createInterface } from "node:readline";
import { z } from "zod";
import { HEALTH_CHECK_PROGRAM } from "../../node/health-check";
import { streamDocker } from "../../remote/docker";
import { formatTimeOfDay } from "../../terminal/format";

const eventSchema = z.object({
  Action: z.string(),
  timeNano: z.number(),
  Actor: z.object({ Attributes: z.record(z.string(), z.string()) }),
});
type DockerEvent = z.output<typeof eventSchema>;

/** Start and end of a downtime, in milliseconds since 1970, by the host's clock. */
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

/** Parses a line. The last one may be incomplete, because the listener is killed. */
function parseLine(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

/** Describes a downtime without the missed duties. @param downtime undefined if its end is unknown */
export function describeDowntime(downtime: Downtime | undefined): string {
  if (!downtime) return "Downtime unknown.";
  const { from, to } = downtime;
  const time = (at: number) => formatTimeOfDay(at / 1000);
  return `Downtime ${((to - from) / 1000).toFixed(1)} s, from ${time(from)} to ${time(to)} UTC.`;
}
