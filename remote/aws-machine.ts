/** Queries and stops one instance by AWS's command line. Pure. */
import { z } from "zod";
import { parseJson } from "../keys/json";

/** What AWS says of an instance; "gone" once it does not know it any more, about an hour after its end. */
export type MachineState = "pending" | "running" | "stopping" | "stopped" | "shutting-down" | "terminated" | "gone";

/** What a command printed. */
interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const state = z.enum(["pending", "running", "stopping", "stopped", "shutting-down", "terminated"]);
const machine = z.object({ State: z.object({ Name: state }), LaunchTime: z.string().default("") });
const described = z.object({ Reservations: z.array(z.object({ Instances: z.array(machine) })) });

/** @param aws first words of the account's commands */
export function describeMachine(aws: readonly string[], id: string): string[] {
  return [...aws, "ec2", "describe-instances", "--instance-ids", id, "--output", "json"];
}

export function stopMachineCommand(aws: readonly string[], id: string): string[] {
  return [...aws, "ec2", "stop-instances", "--instance-ids", id, "--output", "json"];
}

/**
 * The tag of an instance that this program stops in order to remove it. Its value is the time when AWS last started the
 * instance. So it says nothing any more once somebody has started the instance again, and nobody has to remove it.
 */
const ENDING_TAG = "aztec-validator-ending";

/** @param launchTime as AWS printed it */
export function markEndingCommand(aws: readonly string[], id: string, launchTime: string): string[] {
  const tag = `Key=${ENDING_TAG},Value=${timeOf(launchTime)}`;
  return [...aws, "ec2", "create-tags", "--resources", id, "--tags", tag];
}

/** Returns whether this program has stopped an instance in order to remove it, and nobody has started it since. */
export function isMarkedEnding(instance: {
  readonly LaunchTime: string;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}): boolean {
  const start = timeOf(instance.LaunchTime);
  return start !== "" && instance.Tags.some(({ Key, Value }) => Key === ENDING_TAG && Value === start);
}

/** Returns a time in one form: AWS's command line has two. */
function timeOf(text: string): string {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? "" : time.toISOString();
}

/** Returns the command that starts an instance which AWS or a person has stopped, for the operator. */
export function startMachineCommand(aws: readonly string[], id: string): string {
  return [...aws, "ec2", "start-instances", "--instance-ids", id].join(" ");
}

/** Reads what {@link describeMachine} printed. @returns undefined if AWS did not answer */
export function machineState(answer: Answer): MachineState | undefined {
  return machineIn(answer)?.state;
}

/** Reads the state, and when AWS last started the instance. @returns undefined if AWS did not answer */
export function machineIn({ code, stdout, stderr }: Answer): { state: MachineState; launchTime: string } | undefined {
  const gone = { state: "gone", launchTime: "" } as const;
  if (code !== 0) return stderr.includes("(InvalidInstanceID.NotFound)") ? gone : undefined;
  const parsed = described.safeParse(parseJson(stdout));
  if (!parsed.success) return undefined;
  const [first] = parsed.data.Reservations.flatMap(({ Instances }) => Instances);
  return first ? { state: first.State.Name, launchTime: first.LaunchTime } : gone;
}

/** Returns whether an instance has ended for good, or is about to. */
export function hasEnded(state: MachineState): boolean {
  return state === "shutting-down" || state === "terminated" || state === "gone";
}

/** Returns whether AWS refused to stop an instance because of its state: the next query says which. */
export function isRefusedByState({ code, stderr }: Answer): boolean {
  return code !== 0 && /\((IncorrectInstanceState|InvalidInstanceID\.NotFound)\)/.test(stderr);
}
