/** Plans a restore by a backup's manifest and the settings of the stack. Pure. */
import { peerId } from "../../keys/keys";
import { compareReleases } from "../../settings/releases/release";
import { OperatorError } from "../../terminal/output";
import { type CopiedSetting, IDENTITY, settingsToCopy } from "../move/plan";
import { type MoveRecord, waitText } from "../move/record";
import type { SigningData } from "../move/transfer-decision";
import type { StackConfig } from "../stack/plain-config";
import { backupName, type Manifest, type Validator } from "./manifest";

/** The changes that a restore makes to a stack. */
export interface RestorePlan {
  readonly copied: readonly CopiedSetting[];
  /** Why two epochs must pass before the node may sign; undefined if it signs nothing, or knows all that was signed. */
  readonly wait:
    | {
        readonly reason: string;
        readonly epochSeconds: number;
        /** When an interrupted run saw the host without a node, if that still counts. */
        readonly stopped?: MoveRecord["stopped"];
      }
    | undefined;
}

/**
 * Returns the settings that the stack lacks. The p2p identity becomes that of the backup.
 *
 * @param present the stack's own p2p key, from its settings or generated
 */
export function missingSettings(backup: StackConfig, stack: StackConfig, present: string | undefined): CopiedSetting[] {
  const signing = settingsToCopy(backup, stack, undefined);
  const identity = backup.config[IDENTITY];
  if (identity === undefined || (present !== undefined && peerId(present) === peerId(identity))) return signing;
  return [...signing, { name: IDENTITY, value: identity, isSecret: true }];
}

/** @throws {OperatorError} if a backup is not of a stack's validator, or its node could not read the record */
export function refuseOther(manifest: Manifest, stack: string, own: Validator): void {
  const why = difference(manifest, stack, own);
  if (why === undefined) return;
  throw new OperatorError(
    `${capital(backupName(manifest))} cannot be restored to ${stack}: ${why}. Nothing was changed.`,
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function difference(manifest: Manifest, stack: string, own: Validator): string | undefined {
  if (own.network === "local") return `${stack} is on a local network, and its validator exists only on its own chain`;
  if (chainOf(manifest) !== chainOf(own))
    return `the backup is of the network ${manifest.network}, and ${stack} is on ${own.network}${own.network === manifest.network ? " with another L1 or registry" : ""}`;
  if (manifest.role !== own.role) return `the backup is of a ${manifest.role}, and ${stack} is a ${own.role}`;
  const [saved, present] = [manifest.attesters.join(", "), own.attesters.join(", ")];
  if (saved !== present)
    return `the backup is of ${saved || "a node without a known attester"}, and ${stack} ${present ? `attests as ${present}` : "has no attester"}`;
  if (manifest.record && compareReleases(own.release, manifest.release) < 0)
    return `its signing record is of release ${manifest.release}, which ${own.release} may not read. First: pulumi config set release ${manifest.release} --stack ${stack}`;
  return undefined;
}

function chainOf({ network, l1ChainId, registry }: Validator): string {
  return JSON.stringify([network, l1ChainId, registry?.toLowerCase()]);
}

/** Returns why the node must not sign before two epochs have passed. */
export function reasonToWait(manifest: Manifest, own: Validator): string | undefined {
  if (own.attesters.length === 0) return undefined;
  if (own.haDatabase !== undefined && own.haDatabase === manifest.haDatabase) return undefined;
  return "a backup does not know what was signed after it";
}

/** Lists the steps, as the operator reads them before confirming. */
export function planLines(stack: string, manifest: Manifest, { copied, wait }: RestorePlan): string[] {
  const names = copied.map(({ name }) => name).join(", ");
  const steps = [
    `${names ? `copy ${names} from the backup, encrypted; ` : ""}create host, image and volume, but start no node`,
    ...(wait ? [`${waitText(wait.epochSeconds, wait.stopped)}: ${wait.reason}`] : []),
    ...(manifest.record
      ? ["copy the record of what was signed to the data volume; an older one there is kept beside it"]
      : []),
    "start the node, and wait until it is ready",
  ];
  return [
    `Restore of ${stack} from ${backupName(manifest)}:`,
    ...steps.map((step, index) => `  ${index + 1}. ${step}`),
    "  The node that the backup was made of must never start again elsewhere: two nodes with one key are slashed.",
  ];
}

/**
 * Decides about the record of a volume: `copy` the backup's, keep what is `present` there or there is `nothing` to copy.
 *
 * @throws {OperatorError} if the volume's own record is newer
 */
export function recordDecision(
  { record, ...manifest }: Manifest,
  present: SigningData | undefined,
  stack: string,
): "copy" | "present" | "nothing" {
  if (present && present.digest === record?.digest) return "present";
  if (present && present.newest > (record?.newest ?? 0))
    throw new OperatorError(
      [
        `The signing record of ${stack} is newer than ${backupName(manifest)}: it knows of signatures that the backup does not have, so it stays as it is.`,
        `  Nothing has to be restored. To start the node: aztec-validator start --stack ${stack}`,
        '  If that record is damaged, move it aside first: docs/daily-operations.md, "Back up and restore"',
      ].join("\n"),
    );
  return record ? "copy" : "nothing";
}
