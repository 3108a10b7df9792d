/** What an interrupted run leaves in a stack's state: a lock whose holder is gone, a creation without an end. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { z } from "zod";
import type { PulumiCli } from "./pulumi-cli";
import { hasPendingOperations } from "./state";
import { DEV_BACKEND, PROJECT_NAME } from "./dev-stack";
import { OperatorError, log } from "../terminal/output";

const lockSchema = z.object({ pid: z.number(), hostname: z.string(), timestamp: z.coerce.date() });

/**
 * Makes a stack's state usable again.
 *
 * @param backend the folder that the state is in
 * @throws {OperatorError} if another run is at work on it
 */
export async function repair(stack: string, pulumi: PulumiCli, backend = DEV_BACKEND): Promise<void> {
  const other = await runAtWork(stack, backend);
  if (other !== undefined) {
    throw new OperatorError(`Another run is at work on ${stack} (process ${other}): let it end.`);
  }
  await removeLocks(stack, pulumi, backend);
  await clearPendingOperations(await pulumi.read("stack export"), pulumi);
}

/**
 * Waits until no run is at work on a stack's state, and removes the lock of one that was killed. A command that was
 * killed may have left its Pulumi.
 *
 * @returns whether the state may have changed since an earlier export
 */
export async function releaseState(stack: string, pulumi: PulumiCli, backend: string): Promise<boolean> {
  let reported: number | undefined;
  for (;;) {
    const pid = await runAtWork(stack, backend);
    if (pid === undefined) break;
    if (pid !== reported) log(`  … a run is at work on ${stack} (process ${pid}): waiting until it has ended`);
    reported = pid;
    await sleep(500);
  }
  return (await removeLocks(stack, pulumi, backend)) || reported !== undefined;
}

/** Removes the locks of runs that were killed. @returns whether there were any */
async function removeLocks(stack: string, pulumi: PulumiCli, backend: string): Promise<boolean> {
  if (readLocks(stack, backend).length === 0) return false;
  log(`  ! the last run on ${stack} was interrupted: its lock is removed`);
  await pulumi.read("cancel", "--yes");
  return true;
}

/**
 * Compares a state with its host where a killed run left a creation without an end.
 *
 * @param state what `pulumi stack export` prints
 * @returns whether the state was written anew
 */
export async function clearPendingOperations(state: string, pulumi: PulumiCli): Promise<boolean> {
  if (!hasPendingOperations(state)) return false;
  log("  ! the last run was interrupted while it made something: the state is compared with what is there");
  await pulumi.read("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
  return true;
}

/** The process of a Pulumi that has locked a stack's state, and lives. */
async function runAtWork(stack: string, backend: string): Promise<number | undefined> {
  for (const lock of readLocks(stack, backend)) if (await isHeld(lock)) return lock.pid;
  return undefined;
}

function readLocks(stack: string, backend: string) {
  const dir = path.join(backend, ".pulumi/locks/organization", PROJECT_NAME, stack);
  if (!existsSync(dir)) return [];
  const files = readdirSync(dir).filter((file) => file.endsWith(".json"));
  const locks = files.map((file) => lockSchema.parse(JSON.parse(readFileSync(path.join(dir, file), "utf8"))));
  return locks.filter((lock) => lock.hostname === hostname());
}

/** Seconds by which the clock may have been set between the lock and now. */
const CLOCK_STEP = 60;

/**
 * Whether the process that made a lock may still live. After a restart of the machine its number may be another
 * program's: that one has started after the lock was made. Where it cannot be seen, it counts as alive.
 */
export async function isHeld({ pid, timestamp }: { pid: number; timestamp: Date }): Promise<boolean> {
  if (!isThere(pid)) return false;
  const { stdout, exitCode } = await execa("ps", ["-p", String(pid), "-o", "stat=,etime="], { reject: false });
  const [state = "", age = ""] = stdout.trim().split(/\s+/);
  if (exitCode !== 0) return isThere(pid);
  // Z: it has ended, and its parent has not asked how.
  if (state.startsWith("Z")) return false;
  const started = Date.now() / 1000 - secondsOf(age);
  return !(started > timestamp.getTime() / 1000 + CLOCK_STEP);
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is another user's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Reads how long a process has run, as `ps` says it: [[days-]hours:]minutes:seconds. */
function secondsOf(age: string): number {
  const [, days = "0", clock = ""] = /^(?:(\d+)-)?([\d:]+)$/.exec(age) ?? [];
  return clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) + Number(days) * 86_400;
}
