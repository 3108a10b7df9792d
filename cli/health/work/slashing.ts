/** Votes to slash the node's own validators, as nodes from 5.2.0 on log them. Pure. */
import { z } from "zod";
import type { Finding } from "../finding";
import { formatDuration } from "../../../terminal/format";

/** A vote that named one of the node's validators, or a slashing that was carried out. */
export const slashingSchema = z.object({
  attester: z.string(),
  time: z.iso.datetime().describe("When the node wrote the log line"),
  votes: z.int().nonnegative().nullable().describe("Votes in the round so far; null: it was slashed"),
  quorum: z.int().nonnegative().nullable().describe("Votes that it takes"),
});
export type Slashing = z.output<typeof slashingSchema>;

/** Share of the quorum from which a vote is a failure: it succeeds unless the offence ends. */
const NEAR = 0.5;
/** Hours after which a round of votes is over: it has 128 slots, 154 minutes on mainnet. */
const ROUND_HOURS = 3;

/** Source: slasher of aztec-node, `own_validator…`: both lines are of level `warn`. */
const VOTE = /^(\S+) .*Own validator (0x[0-9a-fA-F]{40}) targeted by slashing vote \((\d+) of (\d+) votes needed/;
const SLASHED = /^(\S+) .*Own validator (0x[0-9a-fA-F]{40}) was slashed/;

/**
 * Finds the latest vote of each validator, or what is worse: its slashing, or votes of an earlier round that reached the
 * quorum. Those are carried out later, while the next round counts from 1 again.
 *
 * @param lines of the log, each beginning with a time
 */
export function slashingsIn(lines: readonly string[]): Slashing[] {
  const found = lines.flatMap((line) => {
    const [, time = "", attester = "", votes, quorum] = VOTE.exec(line) ?? SLASHED.exec(line) ?? [];
    if (!attester || Number.isNaN(Date.parse(time))) return [];
    const count = (text: string | undefined) => (text === undefined ? null : Number(text));
    return [{ attester, time: new Date(time).toISOString(), votes: count(votes), quorum: count(quorum) }];
  });
  const addresses = new Set(found.map(({ attester }) => attester.toLowerCase()));
  return [...addresses].flatMap((address) => {
    const own = found.filter(({ attester }) => attester.toLowerCase() === address);
    return own.filter(({ votes }) => votes === null).at(-1) ?? own.filter(isDecided).at(-1) ?? own.at(-1) ?? [];
  });
}

/** Returns whether votes suffice to slash. */
function isDecided({ votes, quorum }: Slashing): boolean {
  return votes !== null && quorum !== null && votes >= quorum;
}

const REMEDY = "find the cause (docs/incidents.md, There is a vote to slash you): usually missed duties, see attester";

/** Judges the votes. @param now milliseconds since 1970 */
export function slashingFindings(slashings: readonly Slashing[], now: number): Finding[] {
  return slashings.map((one) => slashingFinding(one, now));
}

function slashingFinding(one: Slashing, now: number): Finding {
  const { attester, time, votes, quorum } = one;
  const check = "slashing";
  const seconds = (now - Date.parse(time)) / 1000;
  const ago = `${formatDuration(seconds)} ago`;
  const isOver = seconds > ROUND_HOURS * 3600;
  if (votes === null || !quorum) {
    return {
      check,
      severity: isOver ? "warning" : "failure",
      message: `${attester} was slashed ${ago}`,
      remedy: REMEDY,
    };
  }
  const message = `${votes} of the ${quorum} votes needed to slash ${attester} were cast, ${ago}`;
  if (isDecided(one)) {
    const decided = `${message}: it is slashed some rounds later, unless that is vetoed`;
    return { check, severity: "failure", message: decided, remedy: REMEDY };
  }
  if (isOver) return { check, severity: "warning", message: `${message}; that round is over`, remedy: REMEDY };
  return { check, severity: votes / quorum >= NEAR ? "failure" : "warning", message, remedy: REMEDY };
}
