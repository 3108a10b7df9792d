/** The next duties of a stack's attesters. Pure. */
import { z } from "zod";
import { epochOf, slotAt, startOfSlot } from "../../../settings/network/duty-calls";
import { formatDuration } from "../../../terminal/format";
import type { Finding } from "../finding";
import type { DutySchedule } from "./schedule";

const count = z.int().nonnegative();
const duty = z.object({ slot: count, time: z.iso.datetime(), attester: z.string() });

export const nextDutySchema = z
  .object({
    proposal: duty
      .nullable()
      .describe("The next slot that an attester of the stack proposes in; null: none is decided"),
    committee: duty
      .extend({ epoch: count })
      .nullable()
      .describe("The next slot whose committee has an attester of the stack; null: none is decided"),
    lastSlot: count.describe("Later slots are not decided yet"),
  })
  .nullable()
  .describe("null: unknown, or no attester is in the validator set");
export type NextDuty = z.output<typeof nextDutySchema>;

/** Finds the next duties. @param now milliseconds since 1970; the slot of that time does not count */
export function nextDuty(schedule: DutySchedule | undefined, now: number): NextDuty {
  if (!schedule) return null;
  const { clock, duties, lastSlot } = schedule;
  const coming = duties.filter(({ slot }) => slot > slotAt(clock, now / 1000));
  const proposal = coming.find(({ kind }) => kind === "proposal");
  const [first] = coming;
  const at = ({ slot, attester }: { slot: number; attester: string }) => ({
    slot,
    time: new Date(startOfSlot(clock, slot) * 1000).toISOString(),
    attester,
  });
  return {
    proposal: proposal ? at(proposal) : null,
    committee: first ? { ...at(first), epoch: epochOf(clock, first.slot) } : null,
    lastSlot,
  };
}

/** Describes the next duties. @returns nothing if they are unknown */
export function nextDutyFinding(schedule: DutySchedule | undefined, now: number): Finding[] {
  const next = nextDuty(schedule, now);
  if (!schedule || !next) return [];
  const { proposal, committee, lastSlot } = next;
  const until = (slot: number) => `in ${formatDuration(startOfSlot(schedule.clock, slot) - now / 1000)}`;
  const end = `until the end of slot ${lastSlot}, ${until(lastSlot + 1)}`;
  const attests = committee && committee.slot !== proposal?.slot;
  const parts = [
    ...(attests ? [`attestations from slot ${committee.slot} on, ${until(committee.slot)}`] : []),
    ...(proposal ? [`proposal in slot ${proposal.slot}, ${until(proposal.slot)}`] : []),
    ...(committee && !proposal ? [`no proposal ${end}`] : []),
    ...(committee ? [] : [`none ${end}; later committees are not decided yet`]),
  ];
  return [{ check: "next duty", severity: "ok", message: parts.join("; ") }];
}
