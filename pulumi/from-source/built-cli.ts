/** Pulumi's command line from Go modules, with a language host for Node beside it. */
import { createHash } from "node:crypto";
import { cp, link, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { cacheDir } from "../cache";
import { findBuilt, goBuild, hasGo, type GoProgram } from "./go-build";

const LANGUAGE_HOST = path.join(__dirname, "language-host");

/** @returns the folder of the binaries, or undefined if there is no Go to build with */
export async function buildCli(version: string): Promise<{ bin: string; built: true } | undefined> {
  const program: GoProgram = {
    folder: "cli",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    binary: "pulumi",
    flags: ["-ldflags", `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`],
    takes: "6 minutes",
  };
  if (!findBuilt(program) && !(await hasGo())) return undefined;
  return { bin: await withLanguageHost(await goBuild(program)), built: true };
}

/** A folder with the command line and the language host: Pulumi looks for the one beside the other. */
async function withLanguageHost(cli: string): Promise<string> {
  const target = cacheDir("built", `bin-${path.basename(cli)}-${await languageHostHash()}`);
  if (existsSync(target)) return target;
  await mkdir(path.dirname(target), { recursive: true });
  const temporary = await mkdtemp(`${target}.`);
  await cp(LANGUAGE_HOST, temporary, { recursive: true });
  // A second name of the file and no symbolic link: Pulumi follows those before it looks beside itself.
  await link(path.join(cli, "pulumi"), path.join(temporary, "pulumi"));
  await rename(temporary, target).catch(() => rm(temporary, { recursive: true }));
  return target;
}

async function languageHostHash(): Promise<string> {
  const hash = createHash("sha256");
  for (const file of (await readdir(LANGUAGE_HOST)).sort()) {
    hash.update(`\0${file}\0`).update(await readFile(path.join(LANGUAGE_HOST, file)));
  }
  return hash.digest("hex").slice(0, 16);
}
