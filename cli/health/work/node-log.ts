/** Reads the log of a node with keys: votes to slash its validators, and uses of the keys by somebody else. */
import { printedLine } from "../../../node/log-line";
import type { DockerRunner } from "../../../remote/docker";
import { setCommand } from "../../../settings/commands";
import { lastLine, readable } from "../../../remote/log-text";
import type { Finding } from "../finding";
import type { NodeContainer } from "../probe/container";
import type { ProbeResult } from "../probe/protocol";
import type { StackInfo } from "../stack-info";
import { fullDiskFindings, fullDiskIn } from "./full-disk";
import { type KeyUse, keyUseFindings, keyUsesIn } from "./key-use";
import { type Slashing, slashingFindings, slashingsIn } from "./slashing";

/** Docker cannot search a log, so the number of lines is limited. Votes that suffice are carried out days later. */
const LOG = ["logs", "--timestamps", "--since", "24h", "--tail", "20000"];
/** Milliseconds in which uses of a key are looked for. */
const USED = 3 * 3_600_000;
/** Milliseconds for which `status --watch` uses a result again: a log has megabytes, and votes come once a slot. */
const KEPT = 120_000;
const LONGEST = 160;

/** Facts from the log, or why it could not be read. */
export interface NodeLog {
  readonly slashings: readonly Slashing[];
  readonly keyUses: readonly KeyUse[];
  /** When a write failed because the disk was full, since the node's start, in milliseconds since 1970. */
  readonly fullDiskAt?: number | undefined;
  /** Why it could not be read. */
  readonly error?: string | undefined;
  /** Time of reading, in milliseconds since 1970. */
  readonly now: number;
}

/** The answers of the node, which are read before its log. */
interface Probed {
  readonly container: Pick<NodeContainer, "State">;
  readonly answers: Pick<ProbeResult, "chain">;
}

/**
 * Reads the log of a node with validators, or with a prover's publishers.
 *
 * @param name   name of the container
 * @param recent an earlier result, used again while it is fresh
 * @returns undefined if the stack has no key that is used
 */
export async function readNodeLog(
  docker: DockerRunner,
  name: string,
  { signers }: Pick<StackInfo, "signers">,
  { container, answers }: Probed,
  recent?: NodeLog,
): Promise<NodeLog | undefined> {
  if (signers.attesters.length + signers.publishers.length === 0) return undefined;
  const now = Date.now();
  if (recent && recent.error === undefined && now - recent.now < KEPT) return recent;
  const { code, text } = await docker([...LOG, name]);
  if (code !== 0) return { slashings: [], keyUses: [], error: lastLine(text).slice(0, LONGEST), now };
  const lines = readable(text).split("\n").map(printedLine);
  const keys = { attesters: signers.attesters, mined: minedOf(answers) };
  return {
    slashings: slashingsIn(lines),
    keyUses: keyUsesIn(
      lines.filter((line) => now - Date.parse(line.slice(0, line.indexOf(" "))) <= USED),
      keys,
    ),
    fullDiskAt: fullDiskIn(lines, container.State.StartedAt),
    now,
  };
}

function minedOf({ chain }: Pick<ProbeResult, "chain">): Map<string, number> {
  const counts = Object.entries(chain?.transactions ?? {});
  return new Map(counts.flatMap(([address, { value }]) => (value ? [[address, Number(value)]] : [])));
}

/** Judges what the log says. @param log undefined if it was not read: the stack has no key that is used */
export function logFindings(
  log: NodeLog | undefined,
  { stack, settings }: Pick<StackInfo, "stack" | "settings">,
  now: number,
): Finding[] {
  if (!log) return [];
  if (log.error === undefined)
    return [
      ...leftOut(settings?.logLevel ?? "info", stack),
      ...fullDiskFindings(log.fullDiskAt, stack, now),
      ...slashingFindings(log.slashings, now),
      ...keyUseFindings(log.keyUses, now),
    ];
  const message = `votes to slash, and uses of the keys by others, are unknown: the node's log cannot be read: ${log.error}`;
  const remedy = "check that docker logs works on the node's host";
  return [{ check: "slashing", severity: "unknown", message, remedy }];
}

/** Reports what a log of this level does not have. @param level of the settings: that of all modules comes first */
function leftOut(level: string, stack: string): Finding[] {
  const [general = ""] = level.split(";");
  const hasVotes = !["error", "fatal", "silent"].includes(general);
  const what = hasVotes
    ? "uses of the publishers' keys by others are"
    : "votes to slash, and uses of the keys by others, are";
  if (hasVotes && general !== "warn") return [];
  const message = `${what} unknown: a log of level ${general} does not have them`;
  const remedy = setCommand("logLevel", "info", stack);
  return [{ check: hasVotes ? "key use" : "slashing", severity: "unknown", message, remedy }];
}
