/** Lines of a node's log. With `logJson` they are JSON, and everything that reads a log knows the other form. Pure. */
import { z } from "zod";

/** Levels by their numbers in the JSON log, from the most severe on. Source: the node's logger, pino with a custom level. */
export const LEVEL_NUMBERS = {
  60: "fatal",
  50: "error",
  40: "warn",
  30: "info",
  25: "verbose",
  20: "debug",
  10: "trace",
} as const;
const names: Readonly<Record<string, string>> = LEVEL_NUMBERS;

/** Source: @aztec/foundation 4.1.2, `log/pino-logger.js`: the message comes last, after the values. */
const entrySchema = z.looseObject({
  level: z.union([z.number(), z.string()]),
  time: z.number().max(8.64e15),
  module: z.string().optional(),
  msg: z.string(),
});
/** Fields that are not values of the message. */
const FIXED = ["level", "time", "module", "msg", "pid", "hostname"];

/**
 * Returns a line in the form that the node prints without `logJson`: `[12:30:05.123] WARN: p2p Text {"value":1}`. A line
 * in another form stays as it is.
 *
 * @param line maybe with Docker's time before it, which stays
 */
export function printedLine(line: string): string {
  const [, dockerTime = "", json = ""] = /^(\S+ )?(\{"level":.*\})\s*$/.exec(line) ?? [];
  const entry = json === "" ? undefined : entrySchema.safeParse(parsed(json)).data;
  if (!entry) return line;
  const { level, time, module = "", msg } = entry;
  const clock = new Date(time).toISOString().slice(11, -1);
  const values = Object.entries(entry).filter(([name]) => !FIXED.includes(name));
  const rest = values.length > 0 ? ` ${JSON.stringify(Object.fromEntries(values))}` : "";
  return `${dockerTime}[${clock}] ${(names[level] ?? String(level)).toUpperCase()}: ${module} ${msg}${rest}`;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
