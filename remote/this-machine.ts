import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/**
 * Returns an id of this machine, by which a stack knows the machine that its node is on. Undefined where the system has
 * none, as on macOS and in some containers.
 *
 * @param file with the id of the system's installation. The id itself must not leave the machine (machine-id(5)).
 */
export function thisMachine(file = "/etc/machine-id"): string | undefined {
  let id: string;
  try {
    id = readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
  return /^[0-9a-f]{32}$/.test(id) ? createHash("sha256").update(`aztec-validator ${id}`).digest("hex") : undefined;
}
