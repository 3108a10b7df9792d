/**
 * `make releases`: writes settings/releases/releases.json with the variables and start flags of each release, from the
 * type declarations in the published packages of the node. Releases without a package come from
 * generate/releases-without-package.json.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { format } from "prettier";
import { z } from "zod";
import { committedReleases, type ReadNames, releasesToRead, releaseTable } from "./release-table";
import { main, OperatorError, log, task } from "../terminal/output";

/** The packages that declare the names: up to 5.x, and from 6.0 on. Source: the changelog of 6.0.0 for operators. */
const PACKAGES = ["@aztec/foundation", "@aztec-labs/foundation"] as const;
/** The union type with the names of all variables that a release may read. */
const DECLARATION = "dest/config/env_var.d.ts";
const FILE = path.join(__dirname, "../settings/releases/releases.json");

const npmError = z.object({ error: z.object({ code: z.string(), summary: z.string() }) });

/** Lists the versions of a package; none if the registry does not have it. @throws {OperatorError} */
async function publishedVersions(name: string): Promise<string[]> {
  const { stdout, exitCode } = await execa("npm", ["view", name, "versions", "--json"], { reject: false });
  // Of a package with one version, npm prints a text and no list.
  if (exitCode === 0) return z.array(z.string()).parse([JSON.parse(stdout)].flat());
  const failure = npmError.safeParse(parseJson(stdout)).data?.error;
  if (failure?.code === "E404") {
    log(`  - ${name} is not in the registry: its releases come from generate/releases-without-package.json`);
    return [];
  }
  throw new OperatorError(`npm view ${name} failed: ${failure?.summary ?? `exit code ${exitCode}`}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads the names in one release's union. @throws {OperatorError} if its package has no such declaration */
async function namesOf(name: string, release: string, dir: string): Promise<ReadNames> {
  const packed = await execa("npm", ["pack", `${name}@${release}`, "--json", "--pack-destination", dir]);
  const [{ filename }] = z.tuple([z.object({ filename: z.string() })]).parse(JSON.parse(packed.stdout));
  const { stdout } = await execa("tar", ["-xzOf", path.join(dir, path.basename(filename)), `package/${DECLARATION}`]);
  const variables = [...stdout.matchAll(/'([A-Z][A-Z0-9_]*)'/g)].map(([, found = ""]) => found);
  if (variables.length < 100)
    throw new OperatorError(`${name}@${release} declares only ${variables.length} variables; expected 100 or more`);
  return { release, source: `the type EnvVar in ${DECLARATION} of ${name}, release by release`, variables };
}

/** Reads the releases in the registry. If both packages have a release, it reads the newer package. */
async function readPackages(): Promise<ReadNames[]> {
  const packageOf = new Map<string, string>();
  for (const name of PACKAGES) for (const version of await publishedVersions(name)) packageOf.set(version, name);
  const dir = mkdtempSync(path.join(tmpdir(), "aztec-validator-releases-"));
  const read: ReadNames[] = [];
  for (const release of releasesToRead([...packageOf.keys()])) {
    const name = packageOf.get(release) ?? PACKAGES[0];
    const work = () => namesOf(name, release, dir);
    read.push(await task(release, work, ({ variables }) => `${variables.length} variables`));
  }
  rmSync(dir, { recursive: true });
  return read;
}

/** Returns the committed releases without a package, and reports those that have one by now. */
function readCommitted(published: readonly ReadNames[]): ReadNames[] {
  const isPublished = (names: ReadNames) => published.some(({ release }) => release === names.release);
  for (const { release } of committedReleases().filter(isPublished))
    log(`  - ${release} has a package now: remove it from generate/releases-without-package.json`);
  const others = committedReleases().filter((names) => !isPublished(names));
  for (const { release, source, variables } of others) log(`  ✓ ${release}: ${variables.length} variables, ${source}`);
  return others;
}

void main(async () => {
  const published = await readPackages();
  const table = releaseTable([...published, ...readCommitted(published)]);
  writeFileSync(FILE, await format(JSON.stringify(table), { parser: "json", printWidth: 120 }));
  log(`Written: ${path.relative(process.cwd(), FILE)}. Read the difference before you commit it.`);
});
