/**
 * A log that goes on after a lost connection. Proven with an `ssh` that is a script and loses its connection where a test
 * says so. Not proven here: what the real one says when an endpoint closes its tunnel (test/cloud).
 */
import { beforeEach, describe, expect, it } from "vitest";
import { followLog } from "./follow";
import { LogCursor } from "./log-cursor";
import { useFolder } from "../../test/fixtures/folder";

/**
 * Prints the log up to the line that the test has for this connection, from the time on that its options name, as Docker
 * does. A line with `stderr` in it goes there.
 */
const SSH = `#!/bin/sh
cd "$(dirname "$0")" || exit 1
echo "$*" >> calls
number=$(wc -l < calls)
since=$(echo "$*" | sed -n 's/.*--since \\([^ ]*\\).*/\\1/p')
head -n "$(sed -n "\${number}p" ends)" log | awk -v since="$since" '$1 >= since' > lines
grep -v stderr lines
grep stderr lines >&2
sed -n "\${number}p" says >&2
exit "$(sed -n "\${number}p" codes)"
`;
const CLOSED = "Connection to 198.51.100.7 closed by remote host.";
const REFUSED = "kex_exchange_identification: Connection closed by remote host";

interface Connection {
  /** Number of the log's lines when it ends. */
  readonly end: number;
  readonly code?: number;
  readonly says?: string;
}

const folder = useFolder({ onPath: true });

beforeEach(() => {
  folder.program("ssh", SSH);
  folder.write("calls", "");
});

/** Returns Docker's time of a line: four lines a second. */
const timeOf = (line: number) => new Date(Date.UTC(2026, 0, 31) + line * 250).toISOString().replace("Z", "000000Z");
const textOf = (line: number) => `line ${line}${line % 5 === 0 ? " of stderr" : ""}`;

async function follow(connections: readonly Connection[], lines = 200, abort?: AbortController) {
  const file = (name: string, each: readonly unknown[]) => {
    folder.write(name, each.map((one) => `${String(one)}\n`).join(""));
  };
  const log = Array.from({ length: lines }, (_, line) => `${timeOf(line)} ${textOf(line)}`);
  file("log", log);
  file(
    "ends",
    connections.map(({ end }) => end),
  );
  file(
    "codes",
    connections.map(({ code = 255 }) => code),
  );
  file(
    "says",
    connections.map(({ says = "" }) => says),
  );
  const [printed, notes]: string[][] = [[], []];
  const { signal } = abort ?? new AbortController();
  const code = await followLog({
    docker: ["ssh", "aztec@198.51.100.7", "docker"],
    container: "node",
    from: ["--tail", "200"],
    follow: true,
    print: (line) => printed?.push(line),
    note: (line) => notes?.push(line),
    signal,
    pause: 0,
  });
  const calls = folder.lines("calls");
  return { code, printed, notes, calls: calls.map((call) => call.replace(/^.* docker /, "")) };
}

const all = (lines: number) => Array.from({ length: lines }, (_, line) => textOf(line)).sort();

describe("a followed log", () => {
  it("loses and repeats no line over three connections that an endpoint closes", async () => {
    const closed = { code: 255, says: CLOSED };
    const { code, printed, notes } = await follow([
      { end: 60, ...closed },
      { end: 61, ...closed },
      { end: 150, ...closed },
      { end: 200, code: 0 },
    ]);
    expect(code).toBe(0);
    expect([...(printed ?? [])].sort()).toEqual(all(200));
    expect(notes).toEqual(
      Array.from({ length: 3 }, () => "  ! The connection to the host was lost; the log continues."),
    );
  });

  it("keeps a message whole that has a CR or a line separator in it", async () => {
    const message = "line 1 at 10%\rat 20%\u2028and on";
    folder.program("docker", `printf '%s\\r\\n%s' '${message}' '${message}'`);
    const printed: string[] = [];
    const print = (line: string) => printed.push(line);
    const { signal } = new AbortController();
    await followLog({ docker: ["docker"], container: "node", from: [], follow: false, print, note: print, signal });
    expect(printed).toEqual([message, message]);
  });

  it("reads again from ten seconds before its last line, and all of the first options before the first", async () => {
    const { calls } = await follow([
      { end: 0, says: CLOSED },
      { end: 100, says: CLOSED },
      { end: 100, code: 0 },
    ]);
    expect(calls).toEqual([
      "logs --follow --timestamps --tail 200 node",
      "logs --follow --timestamps --tail 200 node",
      `logs --follow --timestamps --since ${timeOf(99 - 40)} node`,
    ]);
  });

  it("goes on when the endpoint has no place for it at first", async () => {
    const refused = { end: 0, says: REFUSED };
    const { code, printed } = await follow([{ end: 100, says: CLOSED }, refused, refused, { end: 200, code: 0 }]);
    expect(code).toBe(0);
    expect([...(printed ?? [])].sort()).toEqual(all(200));
  });

  it.each([
    ["no credentials", "Unable to locate credentials"],
    ["another host key", "Host key verification failed."],
    ["a denied login", "aztec@198.51.100.7: Permission denied (publickey)."],
  ])("ends with %s instead of trying for ever", async (_what, says) => {
    const { code, notes, calls } = await follow([
      { end: 10, says: CLOSED },
      { end: 0, says },
    ]);
    expect([code, notes?.at(-1), calls.length]).toEqual([255, says, 2]);
  });

  it("that never had a connection ends at once, with SSH's reason", async () => {
    const says = "ssh: connect to host 198.51.100.7 port 22: Connection timed out";
    const { code, notes, calls } = await follow([{ end: 0, says }]);
    expect([code, notes, calls.length]).toEqual([255, [says], 1]);
  });

  it("ends with Docker's exit code and reason if Docker ends it", async () => {
    const says = "Error response from daemon: No such container: node";
    const { code, notes } = await follow([{ end: 0, code: 1, says }]);
    expect([code, notes]).toEqual([1, [says]]);
  });

  it("gives up after some minutes without a host", async () => {
    const says = "ssh: connect to host 198.51.100.7 port 22: Connection timed out";
    const { code, notes, calls } = await follow([
      { end: 10, says: CLOSED },
      ...Array.from({ length: 13 }, () => ({ end: 0, says })),
    ]);
    expect([code, notes?.at(-1), calls.length]).toEqual([255, says, 14]);
  });
});

describe("a line of more than 16 KiB", () => {
  it("has no time inside, where Docker has split it", () => {
    const [first, second] = ["x".repeat(16_384), "y".repeat(10)];
    const line = `${timeOf(1)} ${first}${timeOf(1)} ${second}`;
    expect(new LogCursor().take(line)).toEqual({ text: first + second });
  });
});

describe("lines with one text and one time", () => {
  it("are each printed once", () => {
    const cursor = new LogCursor();
    const line = `${timeOf(1)} again`;
    expect([cursor.take(line), cursor.take(line)]).toEqual([{ text: "again" }, { text: "again" }]);
    cursor.resume();
    expect([cursor.take(line), cursor.take(line), cursor.take(line)]).toEqual([
      "repeated",
      "repeated",
      { text: "again" },
    ]);
  });
});
