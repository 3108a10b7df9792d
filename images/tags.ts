/** Names the images of a development stack by a hash of their sources: a changed source gives another name. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setCommand } from "../settings/commands";
import { vendorImage } from "../settings/releases/vendor-images";
import type { Settings } from "../settings/schema";
import { OperatorError } from "../terminal/output";
import { dependencies } from "./aztec/package.json";
import dev from "./l1/chain.dev.json";
import publicLike from "./l1/chain.public.json";

/** Repository prefix of all images built here. */
export const REPOSITORY = "aztec-validator";

/** The release that can be built from npm packages: the one of images/aztec's lockfile. */
export const RELEASE = dependencies["@aztec/aztec"];

/**
 * Returns the node image of a release, as a development stack runs it.
 *
 * @returns a reference such as `aztec-validator/node:4.1.2-0f1e2d3c4b5a`
 * @throws {OperatorError} if images of this release are not built here
 */
export function nodeImage(release: string, stack?: string): string {
  assertRelease(release, stack);
  return `${REPOSITORY}/node:${release}-${contentHash(path.join(__dirname, "aztec"))}`;
}

/** Returns the image of a stack's node: its `image` setting, else ours on a local network, else the vendor's. */
export function imageOf(
  { image, network }: Pick<Settings, "image" | "network">,
  release: string,
  stack: string | undefined,
): string {
  return image ?? (network === "local" ? nodeImage(release, stack) : vendorImage(release));
}

/** An L1 image, and the settings of a stack that uses it. */
export interface L1 {
  /** The release whose contracts the chain has. */
  readonly release: string;
  readonly image: string;
  readonly chainId: number;
  /** Address of Aztec's registry contract. */
  readonly registry: string;
}

/** Chains of images/l1: one for development, one with a public network's chain id and slot times. */
const CHAINS = { dev, public: publicLike } as const;

export type Chain = keyof typeof CHAINS;

/** Returns the L1 of a release. @throws as {@link nodeImage} */
export function localL1(release: string, chain: Chain = "dev", stack?: string): L1 {
  return l1On(release, chain, nodeImage(release, stack));
}

/** Returns an L1. @param images the node images that deploy contracts to it */
export function l1On(release: string, chain: Chain, ...images: readonly string[]): L1 {
  const { chainId, registryAddress } = CHAINS[chain];
  const hash = contentHash(path.join(__dirname, "l1"), chain, ...images);
  return { release, image: `${REPOSITORY}/l1:${release}-${hash}`, chainId, registry: registryAddress };
}

function assertRelease(release: string, stack: string | undefined): void {
  if (release === RELEASE) return;
  throw new OperatorError(
    `A development stack runs release ${RELEASE}, and has no images of ${release}: ${setCommand("release", RELEASE, stack)}`,
  );
}

/** Returns a hash of a folder's files with their names, and of other inputs. */
export function contentHash(folder: string, ...others: readonly string[]): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).sort()) hash.update(`${name}\0`).update(readFileSync(path.join(folder, name)));
  return hash.update(JSON.stringify(others)).digest("hex").slice(0, 12);
}
