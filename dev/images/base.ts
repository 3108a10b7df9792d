/** Debian's base image: the local one, the official one, or one made here from Debian's packages. */
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { asRoot, rootCommand } from "../as-root";
import { cacheDir } from "../../pulumi/cache";
import { OperatorError, log } from "../../terminal/output";
import { docker, pull } from "./docker";

/** What both Dockerfiles start from. */
export const BASE = "debian:trixie-slim";
/** Tells a base made here from the official one. */
export const BASE_LABEL = "aztec-validator.base=debootstrap";

const SUITE = "trixie";
const TOOLS = ["debootstrap", "debian-archive-keyring"];
/** What makes it slim: no documentation, no translations, nothing of the machine it was made on. */
const LEFT_OUT = [
  "usr/share/doc/*",
  "usr/share/man/*",
  "usr/share/info/*",
  "usr/share/locale/*",
  "var/cache/apt/archives/*.deb",
  "var/lib/apt/lists/*",
  "etc/resolv.conf",
  "etc/hostname",
];

/** Gets the base where the engine has none. @returns how @throws {OperatorError} if it can neither be pulled nor made */
export async function ensureBase(): Promise<string> {
  if (await pull(BASE)) return "pulled";
  if ((await execa("apt-get", ["--version"], { reject: false })).failed) throw new OperatorError(noWay());
  log("    cannot be pulled: making it with debootstrap, about 30 s");
  await debootstrap(cacheDir("base"));
  return "made with debootstrap";
}

function noWay(): string {
  return [
    `The image ${BASE} can neither be pulled nor made here. One of the two is needed:`,
    `  a registry to pull from:  docker pull ${BASE}`,
    "  Debian or Ubuntu:         where it is made from packages with debootstrap",
  ].join("\n");
}

/** A minimal Debian, imported under the official image's name: a Dockerfile need not know which of the two it is. */
async function debootstrap(folder: string): Promise<void> {
  const root = path.join(folder, "root");
  await removeFolder(folder);
  mkdirSync(folder, { recursive: true });
  const usr = await unpackTools(folder);
  const script = ["env", `DEBOOTSTRAP_DIR=${usr}/share/debootstrap`, "sh", `${usr}/sbin/debootstrap`] as const;
  const keyring = `--keyring=${usr}/share/keyrings/debian-archive-keyring.gpg`;
  await asRoot([...script, "--variant=minbase", keyring, SUITE, root, ...(await mirror())]);
  await importImage(root);
  await removeFolder(folder);
}

/** Of this file system alone: an interrupted run may have left /proc mounted in there. */
async function removeFolder(folder: string): Promise<void> {
  await asRoot(["rm", "--recursive", "--force", "--one-file-system", folder]);
}

/** The tools as this machine's apt has them, unpacked and not installed. @returns their usr folder */
async function unpackTools(folder: string): Promise<string> {
  await asRoot(["apt-get", "update"]);
  await execa("apt-get", ["download", ...TOOLS], { cwd: folder });
  const packages = readdirSync(folder).filter((name) => name.endsWith(".deb"));
  for (const name of packages) await execa("dpkg-deb", ["--extract", name, "tools"], { cwd: folder });
  return path.join(folder, "tools/usr");
}

/** Where this machine's apt gets Debian from; Ubuntu's does not say, and debootstrap knows Debian's own place. */
async function mirror(): Promise<string[]> {
  const { stdout } = await execa("apt-get", ["indextargets", "--format", "$(SITE)"]);
  return stdout
    .split("\n")
    .filter((site) => site.endsWith("/debian"))
    .slice(0, 1);
}

async function importImage(root: string): Promise<void> {
  const excludes = LEFT_OUT.map((pattern) => `--exclude=./${pattern}`);
  const [program, ...words] = rootCommand([
    "tar",
    "--create",
    "--numeric-owner",
    ...excludes,
    "--directory",
    root,
    ".",
  ]);
  const packing = execa(program, words, { buffer: false });
  const importing = execa("docker", ["import", "--change", `LABEL ${BASE_LABEL}`, "-"]);
  const [{ stdout: id }] = await Promise.all([importing, packing.pipeStdout?.(importing), packing]);
  // Only a whole one gets the name.
  await docker("tag", id, BASE);
}
