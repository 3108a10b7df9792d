/** The images of a development stack, named by what they are made from: a changed input is another name. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { OperatorError } from "../toolchain/steps";
import { dependencies } from "./aztec/package.json";
import { chainId, registryAddress } from "./l1/chain.json";

/** All our images, for what removes them. */
export const REPOSITORY = "aztec-validator";

/** The release that can be built from npm packages: the one whose lockfile is here. */
export const RELEASE = dependencies["@aztec/aztec"];

/**
 * The node image of a release, as a development stack runs it.
 *
 * @returns a reference such as `aztec-validator/node:4.1.2-0f1e2d3c4b5a`
 * @throws {OperatorError} if images of this release are not made here
 */
export function nodeImage(release: string): string {
  assertRelease(release);
  return `${REPOSITORY}/node:${release}-${hash(files("aztec"))}`;
}

/** The L1 that goes with a release, and where Aztec's registry contract is on it. @throws as {@link nodeImage} */
export function localL1(release: string): { image: string; chainId: number; registry: string } {
  const inputs = { ...files("l1"), nodeImage: nodeImage(release) };
  return { image: `${REPOSITORY}/l1:${release}-${hash(inputs)}`, chainId, registry: registryAddress };
}

function assertRelease(release: string): void {
  if (release === RELEASE) return;
  throw new OperatorError(
    `Images for development are made of release ${RELEASE}, not of ${release}. Use that one: pulumi config set release ${RELEASE}`,
  );
}

/** Name and text of every file of a build. */
function files(folder: string): Record<string, string> {
  const directory = path.join(__dirname, folder);
  const names = readdirSync(directory).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(directory, name), "utf8")]));
}

function hash(inputs: Record<string, string>): string {
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 12);
}
