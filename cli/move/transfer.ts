/** Copies signing-protection data from one volume to another, with Docker's command line on both hosts. */
import { text as textOf } from "node:stream/consumers";
import { dockerRunner, nameFilter, type RunningCommand } from "../../remote/docker";
import {
  NODE_USER,
  readOnly,
  streamVolumeContainer,
  VOLUME,
  volumeContainerOutput,
  type VolumeTask,
} from "../../remote/volume-container";
import { SIGNING_RECORD } from "../../settings/schema/fixed";
import { OperatorError } from "../../terminal/output";
import type { SigningData } from "./transfer-decision";

/** A data volume, and the command that reaches its host's Docker. */
export interface DataVolume {
  readonly docker: readonly string[];
  readonly volume: string;
  /** The node's image: the host has it, and it has `tar`. */
  readonly image: string;
}

/** Places in a node's data directory of an incomplete copy, and of replaced data. */
const ARRIVING = `${SIGNING_RECORD}.arriving`;
const BEFORE = `${SIGNING_RECORD}.before`;

/** The list of the database's readers: a node creates it again, and writes to it even when it only reads the database. */
const READERS = "lock.mdb";

/** Limit for reading all of the data, in milliseconds. */
const TIMEOUT = 600_000;

const summaryScript = (directory: string) =>
  `cd ${directory} 2>/dev/null || exit 0; find . -type f ! -name ${READERS} -exec sha256sum {} + | LC_ALL=C sort | sha256sum; find . -type f ! -name ${READERS} -printf '%T@\\n' | sort -n | tail -n 1`;
const RECEIVE = `set -e; rm -rf ${ARRIVING}; mkdir ${ARRIVING}; tar -C ${ARRIVING} -xf -; sync`;
/** Data that was there is older, and is kept beside the copy. A copy that is interrupted here begins again. */
const TAKE = `set -e; rm -rf ${BEFORE}; if [ -e ${SIGNING_RECORD} ]; then mv ${SIGNING_RECORD} ${BEFORE}; fi; mv ${ARRIVING}/${SIGNING_RECORD} ${SIGNING_RECORD}; rmdir ${ARRIVING}; sync`;

/** Summarises a volume's data. @returns undefined if it has none @throws {OperatorError} if it cannot be read */
export function listSigningData(volume: DataVolume): Promise<SigningData | undefined> {
  return listDirectory(volume, SIGNING_RECORD);
}

/** Copies the data and compares digests. @throws {OperatorError} if it fails: then the new volume is unchanged */
export async function transfer(from: DataVolume, to: DataVolume): Promise<void> {
  await receiveSigningData(
    () => sendSigningData(from),
    to,
    async () => (await listSigningData(from))?.digest,
  );
}

/** Starts a `tar` that prints the data of a volume. */
export async function sendSigningData({ docker, volume, image }: DataVolume): Promise<RunningCommand> {
  const args = ["-C", VOLUME, `--exclude=${READERS}`, "-cSf", "-", SIGNING_RECORD];
  const sender = await streamVolumeContainer(docker, {
    volume,
    image,
    program: "tar",
    args,
    user: readOnly(NODE_USER),
  });
  sender.stdin.end();
  return sender;
}

/**
 * Puts the data that a `tar` prints in the place of a volume's own, which is kept beside it.
 *
 * @param send starts that `tar`
 * @param expected queries the digest of the original
 * @throws {OperatorError} if it fails: then the volume's own data is unchanged
 */
export async function receiveSigningData(
  send: () => Promise<RunningCommand>,
  to: DataVolume,
  expected: () => Promise<string | undefined>,
): Promise<void> {
  // The receiver comes first: Node drops what nobody has read when a command ends.
  const receiver = await streamVolumeContainer(to.docker, shellTask(to, RECEIVE));
  await pipe(await send(), receiver);
  const arrived = await listDirectory(to, `${ARRIVING}/${SIGNING_RECORD}`);
  if ((await expected()) !== arrived?.digest) throw new OperatorError("the copy differs from the original");
  await run(to, TAKE);
}

/** Passes the output of one command to another, until both have ended. @throws {OperatorError} with the errors of both */
export async function pipe(sender: RunningCommand, receiver: RunningCommand): Promise<void> {
  sender.stdout.pipe(receiver.stdin);
  receiver.stdout.resume();
  // A receiver that has ended reads no more; the sender would wait for it for ever. As its container's first process,
  // `tar` ignores SIGTERM.
  void receiver.exitCode.then((code) => {
    if (code === 0) sender.stdout.resume();
    else sender.kill("SIGKILL");
  });
  const errors = await Promise.all([sender, receiver].map(({ stderr }) => textOf(stderr)));
  const codes = await Promise.all([sender.exitCode, receiver.exitCode]);
  if (codes.some((code) => code !== 0)) throw new OperatorError(`the data was not copied: ${errors.join("").trim()}`);
}

async function listDirectory(volume: DataVolume, directory: string): Promise<SigningData | undefined> {
  const [digest, newest = "0"] = (await run(volume, summaryScript(directory))).split("\n");
  if (digest === undefined || digest === "") return undefined;
  // A digest decides whether a validator may sign at once: anything else here is an error, not signing data.
  const [sum = ""] = digest.split(" ");
  if (!/^[0-9a-f]{64}$/.test(sum)) throw new OperatorError(`the volume ${volume.volume} cannot be read: no digest`);
  return { digest: sum, newest: Number(newest) };
}

async function run(volume: DataVolume, script: string): Promise<string> {
  try {
    return await volumeContainerOutput(volume.docker, shellTask(volume, script), TIMEOUT);
  } catch (error) {
    throw new OperatorError(
      `the volume ${volume.volume} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function shellTask({ volume, image }: DataVolume, script: string): VolumeTask {
  return { volume, image, program: "sh", args: ["-c", `cd ${VOLUME} && { ${script}; }`], user: NODE_USER };
}

/**
 * Lists a node's containers on its host: its own in any state, and those that run on its data.
 *
 * @returns names of containers; undefined if the host does not answer
 */
export async function runningContainers(docker: readonly string[], container: string): Promise<string[] | undefined> {
  const cli = dockerRunner(docker);
  const filters = [
    ["--all", "--filter", nameFilter("container", container)],
    ["--filter", `volume=${container}-data`],
  ];
  const answers = await Promise.all(filters.map((filter) => cli(["ps", ...filter, "--format", "{{.Names}}"])));
  if (answers.some(({ code }) => code !== 0)) return undefined;
  return [...new Set(answers.flatMap(({ text }) => text.split("\n").filter(Boolean)))];
}
