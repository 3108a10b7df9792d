/** Reads the duties to come of a stack's attesters, as far as the network has decided them. */
import type { DockerRunner } from "../../../remote/docker";
import { epochOf, lastSlotOf, type SlotClock, slotAt } from "../../../settings/network/duty-calls";
import { ChainUnknown } from "../../duties/chain";
import { slotRange, type Duty } from "../../duties/duties";
import { readDecided } from "../../duties/schedule";
import type { ProbeResult } from "../probe/protocol";
import type { StackInfo } from "../stack-info";
import { attestersSeen } from "./attesters";
import { slotClock } from "./contracts";

/** Duties of a stack's attesters up to the end of an epoch. */
export interface DutySchedule {
  readonly rollup: string;
  readonly clock: SlotClock;
  /** Slot after which nothing is decided. */
  readonly lastSlot: number;
  readonly duties: readonly Duty[];
}

/**
 * Reads the duties of the rest of this epoch and of the next one, whose committee is decided by then.
 *
 * @param recent an earlier result, used again until a later epoch is decided
 * @returns undefined for a node without an attester in the validator set, or if the chain does not answer
 */
export async function readDutySchedule(
  docker: DockerRunner,
  container: string,
  stackInfo: StackInfo,
  answers: ProbeResult,
  recent?: DutySchedule,
): Promise<DutySchedule | undefined> {
  const clock = slotClock(answers.work);
  const rollup = answers.node?.info?.value?.l1ContractAddresses?.rollupAddress;
  const isActive = attestersSeen(stackInfo, answers).some(
    ({ view }) => view?.state === "validating" || view?.state === "exiting",
  );
  if (!clock || !rollup || !isActive) return undefined;
  const slot = slotAt(clock, answers.now / 1000);
  const lastSlot = lastSlotOf(clock, epochOf(clock, slot) + 1);
  if (recent?.rollup === rollup && recent.lastSlot === lastSlot) return recent;
  const slots = slotRange(slot + 1, lastSlot);
  const { attesters } = stackInfo.signers;
  try {
    const { lastKnown, duties } = await readDecided({ docker, container, rollup }, clock, slots, attesters);
    return { rollup, clock, lastSlot: lastKnown, duties };
  } catch (error) {
    if (error instanceof ChainUnknown) return undefined;
    throw error;
  }
}
