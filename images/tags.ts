/** The images of a development stack, named by what they are made from: a changed input is another name. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { vendorImage } from "../settings/releases/vendor-images";
import type { Settings } from "../settings/schema";
import { OperatorError } from "../terminal/output";
import { dependencies } from "./aztec/package.json";
import dev from "./l1/chain.dev.json";
import publicLike from "./l1/chain.public.json";

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
  return `${REPOSITORY}/node:${release}-${contentHash(path.join(__dirname, "aztec"))}`;
}

/** The image of a stack's node: the one it names, else ours for a network of one's own, else the vendor's. */
export function imageOf({ image, network }: Pick<Settings, "image" | "network">, release: string): string {
  return image ?? (network === "local" ? nodeImage(release) : vendorImage(release));
}

/** An L1 image, and what a stack on it is configured with. */
export interface L1 {
  /** The release whose contracts the chain has. */
  readonly release: string;
  readonly image: string;
  readonly chainId: number;
  /** Address of Aztec's registry contract. */
  readonly registry: string;
}

/** The chains that images/l1 can be built with: for development, and with the id and the times of a public network. */
const CHAINS = { dev, public: publicLike } as const;

export type Chain = keyof typeof CHAINS;

/** The L1 that goes with a release. @throws as {@link nodeImage} */
export function localL1(release: string, chain: Chain = "dev"): L1 {
  return l1On(release, chain, nodeImage(release));
}

/** @param images the node images that deploy contracts to it */
export function l1On(release: string, chain: Chain, ...images: readonly string[]): L1 {
  const { chainId, registryAddress } = CHAINS[chain];
  const hash = contentHash(path.join(__dirname, "l1"), chain, ...images);
  return { release, image: `${REPOSITORY}/l1:${release}-${hash}`, chainId, registry: registryAddress };
}

function assertRelease(release: string): void {
  if (release === RELEASE) return;
  throw new OperatorError(
    `Images for development are made of release ${RELEASE}, not of ${release}. Use that one: pulumi config set release ${RELEASE}`,
  );
}

/** Changes with every file of a folder, its name included, and with what else the image is made from. */
export function contentHash(folder: string, ...others: readonly string[]): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(folder).sort()) hash.update(`${name}\0`).update(readFileSync(path.join(folder, name)));
  return hash.update(JSON.stringify(others)).digest("hex").slice(0, 12);
}
