/** Parses sizes of memory as Docker does: `24g`, `512m`, `1.5GiB`, or a number of bytes. */

const SIZE = /^(\d+(?:\.\d+)?) ?(?:([kmgtp])i?)?b?$/i;
const UNITS = ["", "k", "m", "g", "t", "p"];

/** Returns whole MiB; undefined if it is not a size. */
export function mebibytes(size: string): number | undefined {
  const [, number, unit = ""] = SIZE.exec(size.trim()) ?? [];
  if (number === undefined) return undefined;
  return Math.floor((Number(number) * 1024 ** UNITS.indexOf(unit.toLowerCase())) / 1024 ** 2);
}
