/** The place in a log that is followed over several connections. Pure. */

/** Docker's time at the beginning of a line, always with nine digits: as texts, times sort as they passed. */
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z) /;
/** Bytes after which Docker splits a line, and writes the time again. */
const CHUNK = 16_384;
/** Milliseconds of the log that a further connection reads again: lines of the two streams may arrive out of turn. */
const OVERLAP = 10_000;

interface Line {
  readonly time: string;
  readonly text: string;
}

/** Accepts each line of a log once, however often it is read. */
export class LogCursor {
  private newest: string | undefined;
  /** Lines of the last {@link OVERLAP}. */
  private recent: Line[] = [];
  /** How often this connection may read a line that an earlier one has read. */
  private readonly repeated = new Map<string, number>();

  /** Begins another connection. @returns Docker's options for its lines; undefined before the first line */
  resume(): readonly string[] | undefined {
    if (this.newest === undefined) return undefined;
    this.repeated.clear();
    for (const { text } of this.recent) this.repeated.set(text, (this.repeated.get(text) ?? 0) + 1);
    return ["--since", startOf(this.newest)];
  }

  /**
   * Takes a line as `docker logs --timestamps` prints it.
   *
   * @returns the line without its time; "repeated" if it was taken before; undefined if it is not the log's
   */
  take(line: string): { readonly text: string } | "repeated" | undefined {
    const [head, time] = TIME.exec(line) ?? [];
    if (head === undefined || time === undefined) return undefined;
    const left = this.repeated.get(line) ?? 0;
    if (left > 0) {
      this.repeated.set(line, left - 1);
      return "repeated";
    }
    this.remember({ time, text: line });
    return { text: joined(line.slice(head.length)) };
  }

  private remember(line: Line): void {
    this.newest = this.newest === undefined || line.time > this.newest ? line.time : this.newest;
    this.recent.push(line);
    // Not at each line: that would copy all of them each time.
    if (this.recent.length % 256 !== 0) return;
    const start = startOf(this.newest);
    this.recent = this.recent.filter(({ time }) => time >= start);
  }
}

/** Returns the time from which a further connection reads. */
function startOf(newest: string): string {
  return new Date(Date.parse(newest) - OVERLAP).toISOString().replace("Z", "000000Z");
}

/** Removes the times inside a long line. */
function joined(text: string): string {
  const rest = text.slice(CHUNK);
  const [head] = TIME.exec(rest) ?? [];
  return head === undefined ? text : text.slice(0, CHUNK) + joined(rest.slice(head.length));
}
