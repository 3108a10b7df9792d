/** A simulated instance: a container of Debian 13 with systemd, cloud-init, sshd and Docker. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { docker } from "../../../dev/images/docker";
import { task } from "../../../terminal/output";
import { machineFolder } from "./disk";
import { MACHINE_IMAGE } from "./images";
import { cloudDir, FAMILY, instanceDocker, instanceName, inVpc, ROUTER, VPC } from "./names";
import { STOP_SECONDS } from "./power";

/**
 * The part of `--privileged` that systemd and Docker need. Without CAP_SYS_TIME, since chrony would set the host's clock.
 * Without CAP_SYS_RESOURCE if this machine does not have it.
 */
const RIGHTS = [
  ...["--cap-add", "ALL", "--cap-drop", "SYS_TIME", ...(canGrowMounted() ? [] : ["--cap-drop", "SYS_RESOURCE"])],
  ...["seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined"].flatMap((o) => ["--security-opt", o]),
  ...["--device-cgroup-rule", "a *:* rwm", "--cgroupns", "private"],
];

/** Returns whether this machine has CAP_SYS_RESOURCE, which resizing a mounted file system requires. */
export function canGrowMounted(): boolean {
  const [, hex = "0"] = /^CapBnd:\s*([0-9a-f]+)$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return ((BigInt(`0x${hex}`) >> 24n) & 1n) === 1n;
}

/**
 * The weight of an instance's processes, of 1024 that a container has by default: a real instance takes no time from the nodes
 * of other tests, which miss their slots of 12 seconds while two instances boot.
 */
const WEIGHT = ["--cpu-shares", "256"];

export interface Boot {
  readonly id: string;
  readonly privateIp: string;
  /** Plain text, as the program generates it. */
  readonly userData: string;
}

/** Boots a new instance. Its root disk already has the images that it cannot pull. */
export async function startInstance({ id, privateIp, userData }: Boot): Promise<void> {
  const seed = seedFolder(id);
  for (const folder of [seed, machineFolder(id)]) mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(seed, "user-data"), userData);
  writeFileSync(path.join(seed, "meta-data"), `instance-id: ${id}\nlocal-hostname: ${id}\n`);
  await docker("volume", "create", instanceDocker(id));
  await fill(instanceDocker(id));
  const cgroup = await docker("info", "--format", "{{.CgroupVersion}}");
  await docker(
    ...["run", "--detach", "--tty", "--name", instanceName(id), "--hostname", id, ...RIGHTS, ...WEIGHT],
    ...["--network", VPC.name, "--ip", inVpc(privateIp), "--env", `GATEWAY=${ROUTER.vpc}`, "--env", `CGROUP=${cgroup}`],
    ...["--tmpfs", "/run:exec,mode=755", "--tmpfs", "/run/lock", "--stop-signal", "SIGRTMIN+3"],
    ...["--volume", `${instanceDocker(id)}:/var/lib/docker`, "--volume", `${machineFolder(id)}:/machine`],
    ...["--volume", `${seed}:/var/lib/cloud/seed/nocloud:ro`],
    // The instance must not change the host's kernel settings.
    ...[MACHINE_IMAGE, "systemd.mask=systemd-sysctl.service"],
  );
}

/** Removes an instance and its root disk; other disks stay. */
export async function terminateInstance(id: string): Promise<void> {
  await execa("docker", ["stop", "--time", String(STOP_SECONDS), instanceName(id)], { reject: false });
  await execa("docker", ["rm", "--force", "--volumes", instanceName(id)], { reject: false });
  await execa("docker", ["volume", "rm", "--force", instanceDocker(id)], { reject: false });
  for (const folder of [seedFolder(id), machineFolder(id)]) rmSync(folder, { recursive: true, force: true });
}

/** Runs a command on an instance, as root. @returns its standard output @throws if it fails */
export function onInstance(id: string, ...args: string[]): Promise<string> {
  return docker("exec", instanceName(id), ...args);
}

const seedFolder = (id: string) => cloudDir("seeds", id);
const CACHE_LABEL = `${FAMILY}.images`;

/**
 * Creates, once, a Docker volume with images of this machine's engine: the instance cannot reach a registry to pull them.
 */
export async function preloadImages(references: readonly string[]): Promise<void> {
  const ids = await Promise.all(references.map((image) => docker("image", "inspect", "--format", "{{.Id}}", image)));
  const label = ids.map((id) => id.replace("sha256:", "").slice(0, 12)).join("-");
  if (await preloaded(label)) return;
  await docker("volume", "create", "--label", CACHE_LABEL, preloadedName(label));
  await task("images of the simulated instance", () => load(preloadedName(label), references));
  // Only a complete volume is used.
  await docker("volume", "create", "--label", `${CACHE_LABEL}.done=${label}`, `${preloadedName(label)}-done`);
}

const preloadedName = (label: string) => `aztec-validator-ec2-images-${label}`;

async function preloaded(label: string): Promise<boolean> {
  return (await docker("volume", "ls", "--quiet", "--filter", `label=${CACHE_LABEL}.done=${label}`)) !== "";
}

async function load(volume: string, references: readonly string[]): Promise<void> {
  const saving = execa("docker", ["save", ...references], { buffer: false });
  const args = ["run", "--rm", "--interactive", ...RIGHTS, "--volume", `${volume}:/var/lib/docker`];
  const loading = execa("docker", [...args, "--entrypoint", "preload", MACHINE_IMAGE]);
  await Promise.all([loading, saving.pipeStdout?.(loading), saving]);
}

/** Hard-links layers: they are never written, and a copy would take ten seconds. */
const FILL = `
cp -a --link "/volumes/$1/_data/overlay2" "/volumes/$2/_data/"
cd "/volumes/$1/_data"
for name in *; do [ "$name" = overlay2 ] || cp -a "$name" "/volumes/$2/_data/"; done
`;

/** Copies the latest preloaded images onto a new root disk. */
async function fill(volume: string): Promise<void> {
  const done = (await docker("volume", "ls", "--quiet", "--filter", `label=${CACHE_LABEL}.done`)).split("\n").at(-1);
  if (!done) return;
  const root = await docker("info", "--format", "{{.DockerRootDir}}");
  const args = ["--rm", "--volume", `${root}/volumes:/volumes`, "--entrypoint", "sh", MACHINE_IMAGE, "-ec", FILL];
  await docker("run", ...args, "fill", done.replace(/-done$/, ""), volume);
}
