/** The SSH host keys of a stack's host, from its state. */
import path from "node:path";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { HostKeyAlarm, syncHostKeys } from "../../remote/host-keys";
import { OperatorError } from "../../terminal/output";
import { hostKeysIn } from "./state";

/** Brings the stack's known_hosts file to its state: this checkout may never have connected. @throws {OperatorError} */
export function syncKnownHosts(state: string, stack: string): void {
  const pinned = hostKeysIn(state);
  if (!pinned) return;
  const { place, keys } = pinned;
  try {
    syncHostKeys({ ...place, file: path.resolve(PROJECT_DIR, place.file) }, keys, stack);
  } catch (error) {
    if (error instanceof HostKeyAlarm) throw new OperatorError(error.message, { cause: error });
    throw error;
  }
}
