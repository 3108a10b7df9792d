/** Signing-protection data from one volume to another, by Docker's command line on both hosts. */
import { execa } from "execa";
import { dockerRunner } from "../../remote/docker";
import { NODE_USER, volumeContainerArgs, readOnly, VOLUME, type ContainerUser } from "../../remote/volume-container";
import { commandLine } from "../../remote/ssh";
import { OperatorError } from "../../terminal/output";
import type { Listing } from "./transfer-decision";

/** A data volume, and how its host is reached. */
export interface DataVolume {
  readonly docker: readonly string[];
  readonly volume: string;
  /** The node's image: it has `tar`, and is on the host. */
  readonly image: string;
}

/** Where a node keeps it in its data directory. */
const DIRECTORY = "signing-protection";
const ARRIVING = `${DIRECTORY}.arriving`;
const BEFORE = `${DIRECTORY}.before`;

const sums = (directory: string) =>
  `cd ${directory} 2>/dev/null || exit 0; find . -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum; find . -type f -printf '%T@\\n' | sort -n | tail -n 1`;
const RECEIVE = `set -e; rm -rf ${ARRIVING}; mkdir ${ARRIVING}; tar -C ${ARRIVING} -xf -; sync`;
/** Whatever was there is older, and stays beside it. A move that ends between the two begins with the first again. */
const TAKE = `set -e; rm -rf ${BEFORE}; if [ -e ${DIRECTORY} ]; then mv ${DIRECTORY} ${BEFORE}; fi; mv ${ARRIVING}/${DIRECTORY} ${DIRECTORY}; rmdir ${ARRIVING}; sync`;

/** @returns undefined of a volume without any @throws {OperatorError} if it cannot be read */
export function listed(volume: DataVolume): Promise<Listing | undefined> {
  return sumsOf(volume, DIRECTORY);
}

/** @throws {OperatorError} if it does not arrive as it was sent: then the new volume is as it was */
export async function transfer(from: DataVolume, to: DataVolume): Promise<void> {
  const [program = "", ...words] = inVolume(from, readOnly(NODE_USER), "tar", ["-C", VOLUME, "-cSf", "-", DIRECTORY]);
  const [receiver = "", ...receiving] = inVolume(to, NODE_USER, "sh", ["-c", inside(RECEIVE)]);
  const sent = execa(program, words, { buffer: false, reject: false, stdin: "ignore" });
  const received = execa(receiver, receiving, { reject: false });
  if (received.stdin) sent.stdout?.pipe(received.stdin);
  const failed = (await Promise.all([sent, received])).find(({ exitCode }) => exitCode !== 0);
  if (failed) throw new OperatorError(`it was not carried: ${failed.stderr}`);
  const [old, arrived] = [await listed(from), await sumsOf(to, `${ARRIVING}/${DIRECTORY}`)];
  if (old?.digest !== arrived?.digest) throw new OperatorError("what arrived is not what was sent");
  await run(to, TAKE);
}

async function sumsOf(volume: DataVolume, directory: string): Promise<Listing | undefined> {
  const [digest, newest = "0"] = (await run(volume, sums(directory))).split("\n");
  return digest ? { digest: digest.slice(0, 64), newest: Number(newest) } : undefined;
}

async function run(volume: DataVolume, script: string): Promise<string> {
  const [program = "", ...words] = inVolume(volume, NODE_USER, "sh", ["-c", inside(script)]);
  const { exitCode, stdout, stderr } = await execa(program, words, { reject: false, stdin: "ignore" });
  if (exitCode !== 0) throw new OperatorError(`the volume ${volume.volume} cannot be read: ${stderr}`);
  return stdout.trim();
}

const inside = (script: string) => `cd ${VOLUME} && { ${script}; }`;

function inVolume(
  { docker, volume, image }: DataVolume,
  worker: ContainerUser,
  program: string,
  words: string[],
): string[] {
  return commandLine(docker, volumeContainerArgs(volume, image, program, words, worker));
}

/**
 * What there is on a host of a node: its container in any state, and whatever runs on its data.
 *
 * @returns names of containers; undefined if the host does not answer
 */
export async function runningContainers(docker: readonly string[], container: string): Promise<string[] | undefined> {
  const cli = dockerRunner(docker);
  const filters = [
    ["--all", "--filter", `name=^/${container}$`],
    ["--filter", `volume=${container}-data`],
  ];
  const answers = await Promise.all(filters.map((filter) => cli(["ps", ...filter, "--format", "{{.Names}}"])));
  if (answers.some(({ code }) => code !== 0)) return undefined;
  return [...new Set(answers.flatMap(({ text }) => text.split("\n").filter(Boolean)))];
}
