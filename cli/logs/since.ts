import { InvalidArgumentError } from "commander";

/** A duration as Docker reads it, and with days, which Docker does not read. */
const DURATION = /^(?:(\d+)d)?((?:\d+(?:\.\d+)?(?:h|m|s|ms))*)$/;
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}(?::\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Parses the value of `--since`. A time without a zone is UTC, as in the node's log: Docker would take that of the machine
 * that its command runs on, which may be the server.
 *
 * @returns it as Docker reads it
 * @throws {InvalidArgumentError} if Docker would not read it
 */
export function parseSince(text: string): string {
  const [, days, rest = ""] = DURATION.exec(text) ?? [];
  if (days !== undefined) return `${Number(days) * 24}h${rest}`;
  if (rest !== "" || /^\d{9,}(?:\.\d+)?$/.test(text)) return text;
  if (isDate(text)) return inUtc(text);
  throw new InvalidArgumentError("Pass a duration or a time, such as 10m, 2h, 3d or 2026-01-31T12:00:00 (UTC).");
}

function inUtc(time: string): string {
  if (!time.includes("T")) return `${time}T00Z`;
  return /(?:Z|[+-]\d{2}:\d{2})$/.test(time) ? time : `${time}Z`;
}

function isDate(text: string): boolean {
  // JavaScript reads no hour without minutes, as Docker does.
  return DATE.test(text) && !Number.isNaN(Date.parse(text.slice(0, 10)));
}
