/** Reads the node's log for votes to slash its own validators. */
import type { DockerRunner } from "../../../remote/docker";
import { lastLine, readable } from "../../../remote/log-text";
import { chooseRelease } from "../../../settings/releases/choose-release";
import type { StackInfo } from "../stack-info";
import { ROUND_HOURS, SLASHING_SINCE, type SlashingLog, slashingsIn } from "./slashing";

/** Docker cannot search a log, so the number of lines is limited. */
const LOG = ["logs", "--timestamps", "--since", `${ROUND_HOURS}h`, "--tail", "20000"];
/** Milliseconds for which `status --watch` uses a result again: a log has megabytes, and votes come once a slot. */
const KEPT = 120_000;
const LONGEST = 160;

/**
 * Reads the log of a node with validators whose release logs votes.
 *
 * @param name   name of the container
 * @param recent an earlier result, used again while it is fresh
 * @returns undefined if the node logs no votes
 */
export async function readSlashings(
  docker: DockerRunner,
  name: string,
  { signers, settings }: Pick<StackInfo, "signers" | "settings">,
  recent?: SlashingLog,
): Promise<SlashingLog | undefined> {
  const isWritten = !settings || chooseRelease(settings).release.isFrom(SLASHING_SINCE);
  if (signers.attesters.length === 0 || !isWritten) return undefined;
  const now = Date.now();
  if (recent && recent.error === undefined && now - recent.now < KEPT) return recent;
  const { code, text } = await docker([...LOG, name]);
  if (code !== 0) return { slashings: [], error: lastLine(text).slice(0, LONGEST), now };
  return { slashings: slashingsIn(readable(text).split("\n")), now };
}
