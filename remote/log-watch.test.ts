/** States of a log over time, with a fake clock and a fake Docker. */
import { describe, expect, it } from "vitest";
import type { DockerRunner } from "./docker";
import { LogWatch } from "./log-watch";

const NO_SOURCE = "WARN: blob-client No blob sources are reachable";
const NO_BLOBS = "WARN: blob-client Failed to fetch all blobs for 0xab from all blob sources (got 0/1)";
const NO_COMMITTEE = "WARN: sequencer Cannot propose at next L2 slot 12 since the committee does not exist on L1";

/** A log with Docker's times; Docker returns the lines from a time on. */
class Log {
  readonly printed: string[] = [];
  readonly queriedSince: (string | undefined)[] = [];
  private readonly lines: string[] = [];
  private readonly watch = new LogWatch({
    docker: ((args) => {
      const at = args.indexOf("--since");
      const since = at < 0 ? undefined : args[at + 1];
      this.queriedSince.push(since);
      const text = this.lines.filter((line) => since === undefined || line >= since).join("\n");
      return Promise.resolve({ code: 0, text });
    }) satisfies DockerRunner,
    container: "validator",
    stack: "main",
    log: (line) => this.printed.push(line),
  });

  /** Writes lines at a second, and looks at it then. */
  async at(second: number, ...lines: string[]): Promise<string | undefined> {
    const time = `2026-11-01T10:00:${String(second).padStart(2, "0")}.000000000Z`;
    this.lines.push(...lines.map((line) => `${time} ${line}`));
    return (await this.watch.look(undefined, second * 1000))?.name;
  }
}

describe("a log that is watched", () => {
  it("reports a state that is still written after its time limit, once", async () => {
    const log = new Log();
    expect(await log.at(1, NO_BLOBS)).toBeUndefined();
    expect(await log.at(20, NO_BLOBS)).toBeUndefined();
    expect(await log.at(31, NO_BLOBS)).toBe("no blobs");
    expect(log.printed).toHaveLength(1);
  });

  it("forgets a warning that is written once, if the node goes on", async () => {
    const log = new Log();
    expect(await log.at(1, NO_SOURCE)).toBeUndefined();
    for (const second of [20, 31, 45, 59]) expect(await log.at(second, "INFO: archiver synced")).toBeUndefined();
  });

  it("counts each state separately if two are written in turn", async () => {
    const log = new Log();
    expect(await log.at(1, NO_BLOBS, NO_COMMITTEE)).toBeUndefined();
    expect(await log.at(15, NO_COMMITTEE)).toBeUndefined();
    expect(await log.at(31, NO_BLOBS, NO_COMMITTEE)).toBe("no blobs");
  });

  it("reads each line once, from the last one on", async () => {
    const log = new Log();
    await log.at(1, NO_BLOBS);
    await log.at(40);
    expect(await log.at(41)).toBeUndefined();
    expect(log.queriedSince).toEqual([undefined, "2026-11-01T10:00:01.000000000Z", "2026-11-01T10:00:01.000000000Z"]);
  });
});
