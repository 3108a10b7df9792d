/** Filters the lines of a node's log. Pure. */
import { stripVTControlCharacters } from "node:util";
import { LEVEL_NUMBERS } from "../../node/log-line";

/** From the most severe on. Source: the node's own log levels. */
export const LEVELS = ["fatal", "error", "warn", "info", "verbose", "debug", "trace"] as const;
export type Level = (typeof LEVELS)[number];

export interface Filter {
  /** The least severe level to print. @default all */
  readonly level?: Level;
  readonly grep?: RegExp;
}

const NUMBERS: Readonly<Record<string, Level>> = LEVEL_NUMBERS;

/** Returns a function that decides for each line in turn; a line without a level belongs to the line before it. */
export function lineFilter({ level, grep }: Filter): (line: string) => boolean {
  let last: Level | undefined;
  return (line) => {
    const plain = stripVTControlCharacters(line);
    last = levelOf(plain) ?? last;
    const isSevere = !level || !last || LEVELS.indexOf(last) <= LEVELS.indexOf(level);
    return isSevere && (!grep || grep.test(plain));
  };
}

/** Returns the level of a line: `[12:30:05.123] WARN: p2p:…` or `{"level":40,…`; undefined for a line without a level. */
function levelOf(line: string): Level | undefined {
  const number = /^\{.*?"level":(\d+|"\w+")/.exec(line)?.[1];
  if (number?.startsWith('"')) return named(number.slice(1, -1));
  if (number) return NUMBERS[number];
  return named(/^\[[\d:.]+\] ([A-Z]+):/.exec(line)?.[1] ?? "");
}

function named(name: string): Level | undefined {
  return LEVELS.find((level) => level === name.toLowerCase());
}
