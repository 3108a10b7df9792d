/**
 * Runs in a node's process before its first line, at each start: creates the directories that the node expects, and
 * removes proofs that an earlier start left behind. The node keeps the 116 KB of each proof that it rejected, so anybody
 * who sends it wrong proofs could fill the disk.
 *
 * Health checks run with the same environment while the node works: only `… start …` is the node itself.
 */
import { mkdirSync, readdirSync, rmSync } from "node:fs";

const { HOME, BB_WORKING_DIRECTORY } = process.env;

if (process.argv[2] === "start") {
  // @ts-expect-error -- both are set in every container
  for (const directory of [HOME, BB_WORKING_DIRECTORY]) mkdirSync(directory, { recursive: true });
  // @ts-expect-error -- see above
  const proofs = readdirSync(BB_WORKING_DIRECTORY).filter((name) => name.startsWith("tmp-"));
  for (const name of proofs) rmSync(`${BB_WORKING_DIRECTORY}/${name}`, { recursive: true, force: true });
}
