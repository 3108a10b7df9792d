/** Builds Pulumi's command line from Go modules, and puts a language host for Node beside it. */
import { createHash } from "node:crypto";
import { cp, link, readdir, readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { cacheDir, makeFolder } from "../cache";
import { findBuilt, goBuild, type GoProgram } from "./go-build";

const LANGUAGE_HOST = path.join(__dirname, "language-host");

/** Returns the program of the command line. */
export function cliProgram(version: string): GoProgram {
  return {
    folder: "cli",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    binary: "pulumi",
    flags: ["-ldflags", `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${version}`],
    takes: "6 minutes",
  };
}

/** Finds a command line that was built. */
export async function findBuiltCli(version: string): Promise<{ bin: string; built: true } | undefined> {
  const folder = findBuilt(cliProgram(version));
  return folder === undefined ? undefined : { bin: await withLanguageHost(folder), built: true };
}

/** Builds the command line. @returns the folder of the binaries */
export async function buildCli(version: string, abort?: AbortSignal): Promise<{ bin: string; built: true }> {
  return { bin: await withLanguageHost(await goBuild(cliProgram(version), abort)), built: true };
}

/** Creates a folder with the command line and the language host, where Pulumi looks for it: beside itself. */
async function withLanguageHost(cli: string): Promise<string> {
  const target = cacheDir("built", `bin-${path.basename(cli)}-${await languageHostHash()}`);
  if (existsSync(target)) return target;
  await makeFolder(target, async (temporary) => {
    await cp(LANGUAGE_HOST, temporary, { recursive: true });
    // A hard link: Pulumi follows a symbolic link before it looks beside itself.
    await link(path.join(cli, "pulumi"), path.join(temporary, "pulumi"));
  });
  return target;
}

async function languageHostHash(): Promise<string> {
  const hash = createHash("sha256");
  for (const file of (await readdir(LANGUAGE_HOST)).sort()) {
    hash.update(`\0${file}\0`).update(await readFile(path.join(LANGUAGE_HOST, file)));
  }
  return hash.digest("hex").slice(0, 16);
}
