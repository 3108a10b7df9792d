/** Which lines of a node's log are wanted. Pure. */
import { stripVTControlCharacters } from "node:util";

/** From the gravest on. Source: the node's own log levels. */
export const LEVELS = ["fatal", "error", "warn", "info", "verbose", "debug", "trace"] as const;
export type Level = (typeof LEVELS)[number];

export interface Filter {
  /** The least grave one that is wanted. @default all */
  readonly level?: Level;
  readonly grep?: RegExp;
}

/** The numbers that the node's JSON log has in the place of names. Source: its logger, pino with a level of its own. */
const NUMBERS: Readonly<Record<string, Level>> = {
  60: "fatal",
  50: "error",
  40: "warn",
  30: "info",
  25: "verbose",
  20: "debug",
  10: "trace",
};

/** @returns says of one line after the other whether it is wanted; one that names no level goes with the one before it */
export function wanted({ level, grep }: Filter): (line: string) => boolean {
  let last: Level | undefined;
  return (line) => {
    const plain = stripVTControlCharacters(line);
    last = levelOf(plain) ?? last;
    const isGrave = !level || !last || LEVELS.indexOf(last) <= LEVELS.indexOf(level);
    return isGrave && (!grep || grep.test(plain));
  };
}

/** `[12:30:05.123] WARN: p2p:…` or `{"level":40,…`; undefined where a line has none. */
function levelOf(line: string): Level | undefined {
  const number = /^\{.*?"level":(\d+|"\w+")/.exec(line)?.[1];
  if (number?.startsWith('"')) return named(number.slice(1, -1));
  if (number) return NUMBERS[number];
  return named(/^\[[\d:.]+\] ([A-Z]+):/.exec(line)?.[1] ?? "");
}

function named(name: string): Level | undefined {
  return LEVELS.find((level) => level === name.toLowerCase());
}
