/** Formats figures for people: durations, times, bytes and counts. Pure. */

/** Formats a duration: `45 s`, `12 min`, `3 h 05 min`, `4 days`. @param seconds a negative duration counts as 0 */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 120) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${twoDigits(minutes % 60)} min` : `${Math.floor(hours / 24)} days`;
}

/** Formats the time since `start` (milliseconds of `performance.now()`) to a tenth of a second: `3.2 s`, `4 min 05 s`. */
export function formatElapsed(start: number, now = performance.now()): string {
  const seconds = (now - start) / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
}

/** Formats a time to the minute: `2026-10-21 09:00 UTC`. @param seconds since 1970 */
export function formatTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Formats the time of day in UTC, without its zone: `09:00:05`. @param seconds since 1970 */
export function formatTimeOfDay(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}

/** Formats a size in decimal units, as disks are sold: `512 MB`, `1.5 GB`. */
export function formatBytes(bytes: number): string {
  const units = ["kB", "MB", "GB", "TB"];
  const power = Math.min(units.length, Math.max(1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1000 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power - 1] ?? ""}`;
}

/** Formats an amount of a token with four digits, rounded down: it must not look larger than it is. */
export function formatAmount(amount: bigint, decimals: number): string {
  const scaled = (amount * 10_000n) / 10n ** BigInt(decimals);
  return `${scaled / 10_000n}.${String(scaled % 10_000n).padStart(4, "0")}`;
}

/** Formats a count with its noun: `1 warning`, `3 warnings`. @param plural the irregular plural of the noun */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

const twoDigits = (value: number) => String(value).padStart(2, "0");
