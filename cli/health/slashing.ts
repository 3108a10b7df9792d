/** What the node's log says of votes to slash its own validators. Nodes from 5.2.0 on write it. Pure. */
import { z } from "zod";
import type { Finding } from "./finding";
import { duration } from "./screen";

/** A vote that named one of the node's validators, or a slashing that was carried out. */
export const slashingSchema = z.object({
  attester: z.string(),
  time: z.iso.datetime().describe("When the node wrote it"),
  votes: z.int().nonnegative().nullable().describe("Votes in the round so far; null: it was slashed"),
  quorum: z.int().nonnegative().nullable().describe("Votes that it takes"),
});
export type Slashing = z.output<typeof slashingSchema>;

/** Share of the quorum from which on a vote is as good as lost, unless what it is for ends. */
const NEAR = 0.5;
/** The first release whose nodes write of such votes. */
export const SLASHING_SINCE = "5.2.0";
/** Arguments of `docker logs`: a round of votes is 128 slots, 154 minutes on mainnet, and is read a bit later. */
export const SLASHING_LOG = ["logs", "--timestamps", "--since", "6h", "--tail", "20000"];

/** Source: slasher of aztec-node, `own_validator…`: both lines are of level `warn`. */
const VOTE = /^(\S+) .*Own validator (0x[0-9a-fA-F]{40}) targeted by slashing vote \((\d+) of (\d+) votes needed/;
const SLASHED = /^(\S+) .*Own validator (0x[0-9a-fA-F]{40}) was slashed/;

/** Finds the last word on each validator. @param lines of the log, each with a time in front of it */
export function slashingsIn(lines: readonly string[]): Slashing[] {
  const found = lines.flatMap((line) => {
    const [, time = "", attester = "", votes, quorum] = VOTE.exec(line) ?? SLASHED.exec(line) ?? [];
    if (!attester || Number.isNaN(Date.parse(time))) return [];
    const count = (text: string | undefined) => (text === undefined ? null : Number(text));
    return [{ attester, time: new Date(time).toISOString(), votes: count(votes), quorum: count(quorum) }];
  });
  return [...new Map(found.map((one) => [one.attester.toLowerCase(), one])).values()];
}

const TODO =
  "find out why (docs/operations.md, There is a vote to slash you): most often duties that are missed, see attester";

/** @param now milliseconds since 1970 */
export function slashingFindings(slashings: readonly Slashing[], now: number): Finding[] {
  const about = "slashing";
  return slashings.map(({ attester, time, votes, quorum }): Finding => {
    const ago = `${duration((now - Date.parse(time)) / 1000)} ago`;
    if (votes === null || !quorum)
      return { about, level: "failure", says: `${attester} was slashed ${ago}`, todo: TODO };
    const says = `${votes} of the ${quorum} votes that slash ${attester} are cast, as of ${ago}`;
    return { about, level: votes / quorum >= NEAR ? "failure" : "warning", says, todo: TODO };
  });
}
