/** How long a node was not ready, by what its Docker tells of it. */
import { createInterface } from "node:readline";
import { z } from "zod";
import { streamDocker } from "../../remote/docker";

const eventSchema = z.object({
  Action: z.string(),
  timeNano: z.number(),
  Actor: z.object({ Attributes: z.record(z.string(), z.string()) }),
});
type Event = z.output<typeof eventSchema>;

/** From when to when, in milliseconds since 1970, by the host's clock. */
export interface Downtime {
  readonly from: number;
  readonly to: number;
}

/**
 * From the first signal that ended the node until its health check passes: by the check that Docker asks, and `up`.
 *
 * @param events of one container's name, in their order, as `docker events` writes them in JSON
 * @returns undefined where it was not ended, or has not become ready since
 */
export function downtimeIn(events: readonly unknown[]): Downtime | undefined {
  const all = events.map((event) => eventSchema.parse(event));
  const ended = all.findIndex(({ Action }) => Action === "kill" || Action === "die");
  const started = all.map(({ Action }) => Action).lastIndexOf("start");
  if (ended < 0 || started < ended) return undefined;
  const since = all.slice(started);
  const checks = new Set(since.filter(isCheck).map(execOf));
  const passed = since.find((event) => event.Action === "exec_die" && checks.has(execOf(event)) && hasPassed(event));
  return passed && { from: time(all[ended]), to: time(passed) };
}

function isCheck({ Action }: Event): boolean {
  return Action.startsWith("exec_create: node -e ");
}

function execOf({ Actor }: Event): string | undefined {
  return Actor.Attributes.execID;
}

function hasPassed({ Actor }: Event): boolean {
  return Actor.Attributes.exitCode === "0";
}

function time(event: Event | undefined): number {
  return (event?.timeNano ?? 0) / 1e6;
}

/** Listens to what happens to a container while something is done. @returns the events, for {@link downtimeIn} */
export async function eventsDuring(
  docker: readonly string[],
  container: string,
  work: () => Promise<void>,
): Promise<unknown[]> {
  const args = ["events", "--filter", `container=${container}`, "--format", "{{json .}}"];
  const listener = streamDocker(docker, args);
  const events: unknown[] = [];
  const read = (async () => {
    for await (const line of createInterface({ input: listener.stdout })) events.push(...whole(line));
  })();
  try {
    await work();
  } finally {
    listener.kill();
    await read;
  }
  return events;
}

/** The listener is ended in the middle of what it says. */
function whole(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
