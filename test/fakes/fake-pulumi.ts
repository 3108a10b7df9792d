/** A `pulumi` whose backend has the stacks that a test names: the program queries other stacks. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeProgram } from "../fixtures/folder";

const SCRIPT = `#!/bin/sh
cd "$(dirname "$0")" || exit 1
case "$1 $2" in
  "stack ls") [ -f stacks ] && cat stacks || { echo "error: no backend" >&2; exit 1; } ;;
  "stack export") cat "states/$(echo "$4" | tr / _)" ;;
  *) exit 1 ;;
esac
`;

/** @param states by the stacks' names; undefined, a backend that cannot be read */
export function fakePulumi(states?: Readonly<Record<string, unknown>>): { folder: string; remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), "fake-pulumi-"));
  mkdirSync(path.join(folder, "states"));
  writeProgram(path.join(folder, "pulumi"), SCRIPT);
  if (states) {
    const listed = Object.keys(states).map((name) => ({ name, current: false, resourceCount: 3 }));
    writeFileSync(path.join(folder, "stacks"), JSON.stringify(listed));
  }
  for (const [name, state] of Object.entries(states ?? {})) {
    writeFileSync(path.join(folder, "states", name.replaceAll("/", "_")), JSON.stringify(state));
  }
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
