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
const described = z.object({
  Reservations: z.array(z.object({ Instances: z.array(z.object({ State: z.object({ Name: state }) })) })),
});

/** @param aws first words of the account's commands */
export function describeMachine(aws: readonly string[], id: string): string[] {
  return [...aws, "ec2", "describe-instances", "--instance-ids", id, "--output", "json"];
}

export function stopMachineCommand(aws: readonly string[], id: string): string[] {
  return [...aws, "ec2", "stop-instances", "--instance-ids", id, "--output", "json"];
}

/** Marks an instance that this program stops in order to remove it. */
export const ENDING_TAG = "aztec-validator-ending";

/** Returns the command that removes the mark, for the operator. */
export function unmarkEndingCommand(aws: readonly string[], id: string): string {
  return [...aws, "ec2", "delete-tags", "--resources", id, "--tags", `Key=${ENDING_TAG}`].join(" ");
}

export function markEndingCommand(aws: readonly string[], id: string): string[] {
  return [...aws, "ec2", "create-tags", "--resources", id, "--tags", `Key=${ENDING_TAG},Value=true`];
}

/** Returns the command that starts an instance which AWS or a person has stopped, for the operator. */
export function startMachineCommand(aws: readonly string[], id: string): string {
  return [...aws, "ec2", "start-instances", "--instance-ids", id].join(" ");
}

/** Reads what {@link describeMachine} printed. @returns undefined if AWS did not answer */
export function machineState({ code, stdout, stderr }: Answer): MachineState | undefined {
  if (code !== 0) return stderr.includes("(InvalidInstanceID.NotFound)") ? "gone" : undefined;
  const parsed = described.safeParse(parseJson(stdout));
  if (!parsed.success) return undefined;
  return parsed.data.Reservations.flatMap(({ Instances }) => Instances)[0]?.State.Name ?? "gone";
}

/** Returns whether an instance has ended for good, or is about to. */
export function hasEnded(state: MachineState): boolean {
  return state === "shutting-down" || state === "terminated" || state === "gone";
}

/** Returns whether AWS refused to stop an instance because of its state: the next query says which. */
export function isRefusedByState({ code, stderr }: Answer): boolean {
  return code !== 0 && /\((IncorrectInstanceState|InvalidInstanceID\.NotFound)\)/.test(stderr);
}
