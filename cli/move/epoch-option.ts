import { InvalidArgumentError } from "commander";

/** Parses the value of `--epoch-seconds`. @throws {InvalidArgumentError} unless it is a whole number above 0 */
export function epochSeconds(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Pass a whole number of seconds, 1 or more: slots of an epoch × seconds of a slot.");
}
