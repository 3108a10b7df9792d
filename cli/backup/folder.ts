/** The private folder in which a backup is packed or unpacked. */
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isHeld } from "../../pulumi/repair";
import { decides, END_SIGNALS, handleSignals } from "../../terminal/end-signals";
import { log } from "../../terminal/output";

/**
 * Beginning of the folders' names; the id of the process that has made a folder follows. Processes of a container, which
 * may share the folder of temporary files, have other ids.
 */
const FOLDER = `aztec-validator-backup-${processSpace()}-`;

/**
 * Runs work with a new folder that only this user can read, and removes the folder, also on a signal. What a command left
 * that could not remove its folder, as after `kill -9`, is removed first.
 *
 * @param parent of the folder
 */
export async function inFolder<T>(work: (folder: string) => Promise<T>, parent = tmpdir()): Promise<T> {
  await removeAbandoned(parent);
  const folder = mkdtempSync(path.join(parent, `${FOLDER}${process.pid}-`));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  // Work that handles the signal itself has registered later, and decides: Pulumi completes its step, a write is undone.
  const interrupted = (signal: NodeJS.Signals) => {
    if (decides(signal, interrupted)) process.exit(130);
  };
  process.once("exit", remove);
  const ignoreAgain = handleSignals(END_SIGNALS, interrupted);
  try {
    return await work(folder);
  } finally {
    ignoreAgain();
    process.off("exit", remove);
    remove();
  }
}

/** Returns the number of this process's namespace of process ids; 0 where the system has none. */
function processSpace(): string {
  try {
    return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
  } catch {
    return "0";
  }
}

/** Removes folders of this user whose process has ended. One that cannot be removed stays: the command can do without. */
async function removeAbandoned(parent: string): Promise<void> {
  try {
    for (const name of readdirSync(parent)) {
      const pid = new RegExp(`^${FOLDER}(\\d+)-`).exec(name)?.[1];
      const stat = pid === undefined ? undefined : lstatSync(path.join(parent, name), { throwIfNoEntry: false });
      if (!stat?.isDirectory() || stat.uid !== process.getuid?.()) continue;
      if (!(await isHeld({ pid: Number(pid), timestamp: stat.mtime })))
        rmSync(path.join(parent, name), { recursive: true, force: true });
    }
  } catch (error) {
    log(`  ! folders of earlier commands stay in ${parent}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
