/** Whether a version such as `3.250.0` (or `v3.250.0-alpha`) is not older than another. */
export function atLeast(version: string, least: string): boolean {
  const [have, want] = [numbers(version), numbers(least)];
  const first = want.findIndex((part, i) => (have[i] ?? 0) !== part);
  return first === -1 || (have[first] ?? 0) > (want[first] ?? 0);
}

function numbers(version: string): number[] {
  return version
    .replace(/^v|^go/, "")
    .split(/[-+]/, 1)
    .flatMap((text) => text.split(".").map(Number));
}
