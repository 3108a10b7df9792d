/** Provides Debian's base image: the local one, the official one, or one built here from Debian's packages. */
import { mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { asRoot, rootCommand } from "../as-root";
import { cacheDir } from "../../pulumi/cache";
import { OperatorError, log } from "../../terminal/output";
import { docker, pull } from "./docker";

/** The base of both Dockerfiles. */
export const BASE = "debian:trixie-slim";
/** Label of a base that was built here. */
export const BASE_LABEL = "aztec-validator.base=debootstrap";

const SUITE = "trixie";
const TOOLS = ["debootstrap", "debian-archive-keyring"];
/** Left out to keep it slim: documentation, translations, files of the machine that built it. */
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

/** Pulls or builds the base. @returns which of the two @throws {OperatorError} if neither is possible */
export async function ensureBase(abort?: AbortSignal): Promise<string> {
  if (await pull(BASE, { abort })) return "pulled";
  if ((await execa("apt-get", ["--version"], { reject: false })).failed) throw new OperatorError(unavailable());
  log(`    ${BASE} cannot be pulled: building it with debootstrap, about 30 s`);
  await debootstrap(cacheDir("base"), abort);
  return "built with debootstrap";
}

function unavailable(): string {
  return [
    `The image ${BASE} can neither be pulled nor built here. Choose one of:`,
    `  a registry that has it:  docker pull ${BASE}`,
    "  Debian or Ubuntu:        debootstrap builds it there from packages",
  ].join("\n");
}

/** Builds a minimal Debian and imports it under the official image's name, which the Dockerfiles use. */
async function debootstrap(folder: string, abort?: AbortSignal): Promise<void> {
  const root = path.join(folder, "root");
  await removeFolder(folder);
  mkdirSync(folder, { recursive: true });
  const usr = await unpackTools(folder);
  const script = ["env", `DEBOOTSTRAP_DIR=${usr}/share/debootstrap`, "sh", `${usr}/sbin/debootstrap`] as const;
  const keyring = `--keyring=${usr}/share/keyrings/debian-archive-keyring.gpg`;
  await asRoot([...script, "--variant=minbase", keyring, SUITE, root, ...(await mirror())], abort);
  await importImage(root);
  await removeFolder(folder);
}

/** Removes a folder, but not other file systems in it: an interrupted run may have left /proc mounted there. */
async function removeFolder(folder: string): Promise<void> {
  await asRoot(["rm", "--recursive", "--force", "--one-file-system", folder]);
}

/** Unpacks the tools from this machine's apt, without installing them. @returns their usr folder */
async function unpackTools(folder: string): Promise<string> {
  await asRoot(["apt-get", "update"]);
  await execa("apt-get", ["download", ...TOOLS], { cwd: folder });
  const packages = readdirSync(folder).filter((name) => name.endsWith(".deb"));
  for (const name of packages) await execa("dpkg-deb", ["--extract", name, "tools"], { cwd: folder });
  return path.join(folder, "tools/usr");
}

/** Returns this machine's Debian mirror. Ubuntu has none, and debootstrap then uses Debian's default. */
async function mirror(): Promise<string[]> {
  const { stdout } = await execa("apt-get", ["indextargets", "--format", "$(SITE)"]);
  return stdout
    .split("\n")
    .filter((site) => site.endsWith("/debian"))
    .slice(0, 1);
}

async function importImage(root: string): Promise<void> {
  const excludes = LEFT_OUT.map((pattern) => `--exclude=./${pattern}`);
  const [program, ...args] = rootCommand(["tar", "--create", "--numeric-owner", ...excludes, "--directory", root, "."]);
  const packing = execa(program, args, { buffer: false });
  const importing = execa("docker", ["import", "--change", `LABEL ${BASE_LABEL}`, "-"]);
  const [{ stdout: id }] = await Promise.all([importing, packing.pipeStdout?.(importing), packing]);
  // Tagged last: only a complete image gets the name.
  await docker("tag", id, BASE);
}
