/**
 * The wait of a data volume that was made from a snapshot. Its record of what was signed is older than the snapshot, and the
 * validator may have signed since.
 *
 * A file on the volume says when the wait began, and whether it is over. The file names the snapshot: a snapshot of
 * this volume contains the file too, and a volume that is made from that one has to wait again.
 */
import { SIGNING_RECORD } from "../settings/schema/fixed";
import { NODE_USER, VOLUME, volumeContainerOutput } from "./volume-container";

/** The file, in the data directory. */
const RECORD_WAIT = `${SIGNING_RECORD}.wait`;

/** Limit for the command, in milliseconds: a busy host takes long to start a container. */
const TIMEOUT = 120_000;

/** Arguments: the snapshot; the seconds to wait, or nothing; `again` to restart the wait. Times are of the host's clock. */
const SCRIPT = `set -e
cd ${VOLUME}
now=$(date +%s)
of= since=0 state=
[ ! -e ${RECORD_WAIT} ] || read -r of since state < ${RECORD_WAIT} || true
if [ "$of" = "$1" ] && [ "$state" = over ]; then echo over; exit; fi
if [ -z "$2" ]; then echo begins; exit; fi
if [ "$of" != "$1" ] || [ "$3" = again ] || [ "$since" -gt "$now" ]; then since=$now; fi
state=waits
[ $((since + $2)) -gt "$now" ] || state=over
printf '%s %s %s\\n' "$1" "$since" "$state" > ${RECORD_WAIT}.new
sync
mv ${RECORD_WAIT}.new ${RECORD_WAIT}
echo "$state $((since + $2)) $now"
`;

/** A data volume that was made from a snapshot. */
export interface CopiedVolume {
  /** Command that reaches the host's Docker. */
  readonly docker: readonly string[];
  readonly volume: string;
  /** An image on the host. */
  readonly image: string;
  /** Id of the snapshot. */
  readonly snapshot: string;
}

/** A wait that is not over. */
export interface RecordWait {
  /** In seconds since 1970. */
  readonly until: number;
  /** In seconds. */
  readonly left: number;
}

/** Returns whether a wait is over. Changes nothing. @throws if the volume cannot be read */
export async function isRecordWaitOver(volume: CopiedVolume): Promise<boolean> {
  return (await run(volume, "", "")) === "over";
}

/**
 * Begins a wait, or reads how long it takes.
 *
 * @param seconds from its beginning
 * @param isAnew  whether it begins now: another node may have used the keys in the meantime
 * @returns undefined if it is over @throws if the volume cannot be read or written
 */
export async function serveRecordWait(
  volume: CopiedVolume,
  seconds: number,
  isAnew: boolean,
): Promise<RecordWait | undefined> {
  const text = await run(volume, String(Math.ceil(seconds)), isAnew ? "again" : "");
  const [, until, now] = /^waits (\d+) (\d+)$/.exec(text) ?? [];
  if (until !== undefined) return { until: Number(until), left: Number(until) - Number(now) };
  if (text.startsWith("over")) return undefined;
  throw new Error(`The wait of the volume ${volume.volume} cannot be read: ${text}`);
}

async function run({ docker, volume, image, snapshot }: CopiedVolume, seconds: string, how: string): Promise<string> {
  const args = ["-c", SCRIPT, "wait", snapshot, seconds, how];
  return volumeContainerOutput(docker, { volume, image, program: "sh", args, user: NODE_USER }, TIMEOUT);
}
