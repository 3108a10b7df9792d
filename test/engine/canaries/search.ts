/**
 * Searches the machine for texts: in files that changed since a moment, and in the command lines and environments of all
 * processes. It runs as root in a container, and no file of the machine contains its patterns.
 */
import { execa } from "execa";
import { nodeImage, RELEASE } from "../../../images/tags";
import { docker } from "../test-stack";
import type { Canary } from "./canaries";

/**
 * Reads pairs of lines, a name and a pattern. Prints `<name> file <path>` for each file of the machine with one of its
 * patterns, and `<name> <kind> <program>` for each process. The root of a running container is skipped: its
 * layers and volumes are searched as files, and its /proc is endless. So are the disks of simulated machines of other
 * tests, which are mostly zeros. The environment of a process is copied as soon as it matches: the process may end.
 */
const SCRIPT = String.raw`
cd /patterns
while read -r name && read -r pattern; do echo "$pattern" >> $name; echo "$pattern" >> /scratch/all; done
find /host -path '*/aztec-validator/cloud/*/disks' -prune -o -path /host/proc -prune -o \
  -path /host/sys -prune -o -path /host/dev -prune -o -path '*/overlay2/*/merged' -prune \
  -o -type f -newermt "$1" -print0 2>/dev/null | xargs -0 -r grep -laFf /scratch/all 2>/dev/null > /scratch/found
mkdir /scratch/environments
processes="/proc/[0-9]*/cmdline /proc/[0-9]*/environ"
grep --line-buffered -laFf /scratch/all $processes 2>/dev/null | while read -r file; do
  cat $file > "/scratch/environments/$(basename $file) $(tr / _ < $(dirname $file)/comm) $(basename $(dirname $file))"
done
for name in *; do
  while read -r file; do
    if grep -qaFf $name "$file"; then echo "$name file $(echo "$file" | sed s,^/host,,)"; fi
  done < /scratch/found
  grep -laFf $name /scratch/environments/* 2>/dev/null | sed "s,.*/,$name ,; s, [0-9]*$,,"
done
true
`;

/** All of the machine's processes and files are visible, and read-only. */
const VIEW = ["--pid=host", "--cap-add=SYS_PTRACE", "--cap-add=DAC_READ_SEARCH", "--volume", "/:/host:ro"];

/**
 * @param since seconds of the epoch: what is older is not from this run
 * @returns `setting: place`, sorted; volumes by their names
 */
export async function search(since: number, canaries: readonly Canary[]): Promise<string[]> {
  const root = await docker("info", "--format", "{{.DockerRootDir}}");
  const input = canaries.flatMap(({ name, forms }) => forms.flatMap((form) => [name, form])).join("\n");
  const args = [
    "run",
    "--rm",
    "-i",
    "--network=none",
    "--user=0",
    ...VIEW,
    "--tmpfs",
    "/patterns",
    "--tmpfs",
    "/scratch",
  ];
  const script = ["--entrypoint=sh", nodeImage(RELEASE), "-c", SCRIPT, "search", `@${since}`];
  const { stdout } = await execa("docker", [...args, ...script], { input: `${input}\n` });
  const found = stdout.split("\n").filter(Boolean);
  return [...new Set(found.map((line) => readable(line, root)))].sort();
}

function readable(line: string, root: string): string {
  const [name = "", ...place] = line.split(" ");
  const volumes = place.join(" ").replace(`file ${root}/volumes/`, "volume ").replace("/_data/", " ");
  const short = volumes.replace("file ", "").replace(root, "docker");
  return `${name}: ${short.replaceAll(/[0-9a-f]{64}/g, "<id>")}`;
}
