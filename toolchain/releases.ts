/**
 * `make releases`: writes settings/releases.json, what each release of the node reads and which start flags it takes,
 * from the type declarations that its own packages are published with.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { format } from "prettier";
import { z } from "zod";
import { compareReleases, OLDEST_RELEASE, type Span } from "../settings/release";
import { main, OperatorError, say, step } from "./steps";

const PACKAGE = "@aztec/foundation";
/** The union of the names of all variables that a release's code may ask for. */
const DECLARATION = "package/dest/config/env_var.d.ts";
const FILE = path.join(__dirname, "../settings/releases.json");

/**
 * Start flags whose presence differs by release. The package that holds them, @aztec/aztec, is not published for each
 * release, and their declarations do not name them; so they are stated here, each with where it was read.
 */
const FLAGS: Readonly<Record<string, readonly Span[]>> = {
  // Asked for by seed-era nodes, accepted up to 4.x; removed by the change "remove --archiver" of May 2026 (5.0.0).
  "--archiver": [["0.66.0", "4.4.0"]],
  // dest/bin start options of 0.66 and 4.1.2, and the command line reference of 5.2.0.
  "--node": [["0.66.0", null]],
  "--prover-agent": [["0.66.0", null]],
  "--prover-broker": [["0.66.0", null]],
  "--prover-node": [["0.66.0", null]],
  "--sequencer": [["0.66.0", null]],
  // Came with the first public testnet, in place of the bootnode (April 2025).
  "--network": [["0.85.0", null]],
};

/** All releases that are published, oldest first; no pre-releases. */
async function publishedReleases(): Promise<string[]> {
  const { stdout } = await execa("npm", ["view", PACKAGE, "versions", "--json"]);
  return z
    .array(z.string())
    .parse(JSON.parse(stdout))
    .filter((version) => /^\d+\.\d+\.\d+$/.test(version) && compareReleases(version, OLDEST_RELEASE) >= 0)
    .sort(compareReleases);
}

/** The names in one release's union. @throws {OperatorError} if its package has no such declaration */
async function namesOf(release: string, dir: string): Promise<Set<string>> {
  const packed = await execa("npm", ["pack", `${PACKAGE}@${release}`, "--json", "--pack-destination", dir]);
  const [{ filename }] = z.tuple([z.object({ filename: z.string() })]).parse(JSON.parse(packed.stdout));
  const { stdout } = await execa("tar", ["-xzOf", path.join(dir, path.basename(filename)), DECLARATION]);
  const names = [...stdout.matchAll(/'([A-Z][A-Z0-9_]*)'/g)].map(([, name = ""]) => name);
  if (names.length < 100) throw new OperatorError(`${PACKAGE}@${release} declares ${names.length} names: not believed`);
  return new Set(names);
}

/** From which release to which a name is there: more than one span where it came back. */
function spans(releases: readonly string[], isThere: (release: string) => boolean): Span[] {
  const found: Span[] = [];
  let first: string | undefined;
  releases.forEach((release, i) => {
    if (isThere(release)) first ??= release;
    else if (first) {
      found.push([first, releases[i - 1] ?? first]);
      first = undefined;
    }
  });
  return first ? [...found, [first, null]] : found;
}

async function collect(): Promise<string> {
  const releases = await step("list of releases", publishedReleases, (all) => `${all.length}`);
  const dir = mkdtempSync(path.join(tmpdir(), "aztec-validator-releases-"));
  const read = new Map<string, Set<string>>();
  for (const release of releases) {
    const names = await step(
      release,
      () => namesOf(release, dir),
      (all) => `${all.size} variables`,
    );
    read.set(release, names);
  }
  rmSync(dir, { recursive: true });
  const all = [...new Set([...read.values()].flatMap((names) => [...names]))].sort();
  const variables = Object.fromEntries(
    all.map((name) => [name, spans(releases, (release) => read.get(release)?.has(name) ?? false)]),
  );
  const source = `The type EnvVar in ${DECLARATION.replace("package/", "")} of ${PACKAGE}, release by release; flags: toolchain/releases.ts`;
  return JSON.stringify({ source, releases, flags: FLAGS, variables });
}

void main(async () => {
  writeFileSync(FILE, await format(await collect(), { parser: "json", printWidth: 120 }));
  say(`Written: ${path.relative(process.cwd(), FILE)}. Read the difference before you commit it.`);
});
