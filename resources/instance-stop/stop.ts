/** Stops an instance before it is removed: its node has the time to end, and its disk is released in order. */
import { setTimeout as sleep } from "node:timers/promises";
import { accountIn, identityCommand } from "../../remote/aws-identity";
import {
  describeMachine,
  hasEnded,
  isRefusedByState,
  machineIn,
  markEndingCommand,
  type MachineState,
  stopMachineCommand,
} from "../../remote/aws-machine";
import type { execute } from "../../remote/command";
import { lastLine } from "../../remote/log-text";
import { commandLine } from "../../remote/ssh";
import { passesByItself } from "../../remote/tunnel-fault";

/** Milliseconds for a command, and for one that waits until containers have stopped. */
const TIMEOUT = { aws: 60_000, containers: 180_000 };

/** Stops all containers, each within its own time. */
export const STOP_CONTAINERS = `ids=$(docker ps --quiet) && { [ -z "$ids" ] || docker stop $ids; }`;

export interface Stopping {
  /** Id of the instance. */
  readonly machine: string;
  /** First words of AWS's commands. */
  readonly aws: readonly string[];
  /** Command that runs something on the instance. */
  readonly ssh: readonly string[];
  /** Brings the known_hosts file to the state before SSH reads it. @throws {HostKeyAlarm} */
  readonly compareKeys?: () => void;
  /** Number of the account that has the instance; empty if it is unknown. */
  readonly account?: string;
  readonly run: typeof execute;
  /** Seconds until the instance has to be stopped. @default 600 */
  readonly timeoutSeconds?: number;
  /** Milliseconds between two queries. @default 3000 */
  readonly interval?: number;
  readonly signal?: AbortSignal;
  /** Prints a progress line. */
  readonly log: (line: string) => void;
}

/**
 * Stops an instance, unless it has ended already. The AWS provider's own stop fails for an instance that is gone, so
 * nothing that belongs to it could be removed.
 *
 * @throws if the instance may still run
 */
export async function stopMachine(stopping: Stopping): Promise<void> {
  const { machine, run, signal, timeoutSeconds = 600, interval = 3000, log } = stopping;
  const start = performance.now();
  let reason = "";
  let isStopping = false;
  for (;;) {
    const { state, launchTime } = await lookAt(stopping);
    if (state === "no-command-line") return stopContainers(stopping);
    if (state === "gone") await refuseOtherAccount(stopping);
    if (state !== "unknown" && (state === "stopped" || hasEnded(state))) return;
    if (state === "running" && !isStopping) {
      // After an interruption, the next `up` knows by it that nobody else has stopped the instance.
      await run(markEndingCommand(stopping.aws, machine, launchTime), TIMEOUT.aws);
      const answer = await run(stopMachineCommand(stopping.aws, machine), TIMEOUT.aws);
      isStopping = answer.code === 0;
      if (isStopping) log(`stopping ${machine}: its node gets time to shut down`);
      else reason = passing(answer, stopping);
    }
    if (signal?.aborted) throw new Error(`interrupted while ${machine} was not stopped`);
    if (performance.now() - start >= timeoutSeconds * 1000) {
      throw new Error(cannotStop(stopping, reason || `after ${timeoutSeconds} s AWS says that it is ${state}`));
    }
    await sleep(interval);
  }
}

/** @throws if the login is of another account, which knows no instance of this one */
async function refuseOtherAccount(stopping: Stopping): Promise<void> {
  const { account, aws, run } = stopping;
  if (!account) return;
  const present = accountIn(await run(identityCommand(aws), TIMEOUT.aws));
  if (present !== account)
    throw new Error(
      cannotStop(
        stopping,
        `it belongs to the account ${account}, and the credentials are for ${present ?? "an unknown one"}`,
      ),
    );
}

type Answer = Awaited<ReturnType<typeof execute>>;

/** What AWS says of the instance; why it says nothing is in the place of the state. */
interface Seen {
  readonly state: MachineState | "unknown" | "no-command-line";
  readonly launchTime: string;
}

async function lookAt(stopping: Stopping): Promise<Seen> {
  const { aws, machine, run } = stopping;
  const answer = await run(describeMachine(aws, machine), TIMEOUT.aws);
  if (/\bENOENT\b/.test(answer.stderr)) return { state: "no-command-line", launchTime: "" };
  const seen = machineIn(answer);
  if (seen) return seen;
  passing(answer, stopping);
  return { state: "unknown", launchTime: "" };
}

/** Returns the reason of a failure that may pass. @throws for any other */
function passing(answer: Answer, stopping: Stopping): string {
  const reason = lastLine(answer.stderr);
  if (isRefusedByState(answer) || passesByItself(answer.stderr)) return reason;
  throw new Error(cannotStop(stopping, reason));
}

function cannotStop({ machine }: Stopping, reason: string): string {
  return [
    `The instance ${machine} cannot be stopped: ${reason}`,
    "Its node would be killed while it writes, so the instance was not removed. Check that `aws sts get-caller-identity`",
    "answers for this account, then run the same command again: it continues.",
  ].join("\n");
}

/** Stops the containers by SSH. If the instance cannot be reached, AWS shuts its system down when it ends. */
async function stopContainers({ machine, ssh, compareKeys, run, log }: Stopping): Promise<void> {
  compareKeys?.();
  const { code, stderr } = await run(commandLine(ssh, ["sh", "-c", STOP_CONTAINERS]), TIMEOUT.containers);
  if (code !== 0) log(`${machine} was not stopped before it was removed: ${lastLine(stderr)}`);
}
