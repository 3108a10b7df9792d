/** Converts the network, role and release of an installation. */
import { compareReleases, isRelease, OLDEST_RELEASE } from "../../../settings/releases/release";
import { isVendorImage } from "../../../settings/releases/vendor-images";
import type { Role } from "../../../settings/schema/definition";
import type { EffectiveEnv } from "../read/effective-env";
import type { Installation } from "../read/installation";
import type { StartFlags } from "../read/start-command";
import { type Conversion, convert, drop } from "./conversion";

/** Networks by their current and former names; nodes still accept testnet's first name. */
const NETWORKS: Readonly<Record<string, string>> = {
  mainnet: "mainnet",
  testnet: "testnet",
  "alpha-testnet": "testnet",
};

/** Converts a network by its name; without a name, contract addresses make it a custom network. */
export function convertNetwork({ vars, origins }: EffectiveEnv): Conversion {
  const name = vars.NETWORK;
  if (name !== undefined) {
    const from = origins.NETWORK ?? "NETWORK";
    const network = NETWORKS[name];
    if (network) return convert(from, "network", network, network === name ? undefined : `${name} is now ${network}`);
    return drop(from, `no network is called ${name} now; select one with --network`);
  }
  const contract = ["REGISTRY_CONTRACT_ADDRESS", "ROLLUP_CONTRACT_ADDRESS"].find((one) => one in vars);
  return contract ? convert(contract, "network", "custom", "described by its contract addresses") : {};
}

const ROLES: readonly (readonly [flag: string, role: Role])[] = [
  ["--sequencer", "sequencer"],
  ["--prover-node", "prover-node"],
  ["--prover-broker", "prover-broker"],
  ["--prover-agent", "prover-agent"],
  ["--node", "full-node"],
];

/** Converts the first role of the start flags; a stack has one role, so further ones are dropped. */
export function convertRole(flags: StartFlags | undefined): Conversion {
  if (!flags) return {};
  const [first, ...others] = ROLES.filter(([flag]) => flags[flag] === "true");
  if (!first) return {};
  const [flag, role] = first;
  const dropped = others
    .filter(([other]) => other !== "--node")
    .map(([other]) => ({
      from: other,
      reason: `ran in one node with ${flag}; a stack has one role: make one for each`,
    }));
  return { ...(role === "sequencer" ? {} : convert(flag, "role", role)), dropped };
}

/**
 * Converts the image. An official image becomes the release of its tag; any other image is kept.
 *
 * @param requested the release that the operator selected
 */
export function convertImage({ image }: Installation, requested: string | undefined): Conversion {
  if (!image) return {};
  const [, tag = ""] = /:([^/:@]+)(?:@sha256:[0-9a-f]{64})?$/.exec(image) ?? [];
  const [, version = ""] = /^v?(.+?)(?:-amd64|-arm64)?$/.exec(tag) ?? [];
  const release = isRelease(version) ? version : undefined;
  if (!isVendorImage(image) && requested === undefined && release !== undefined && isTooOld(release))
    return drop("image", `${image}: its tag ${tag} is no release of the node. Select one with --release`);
  if (!isVendorImage(image) || image.includes("@sha256:")) return convert("image", "image", image);
  if (requested !== undefined && release !== requested)
    return drop("image", `${image}: replaced by --release ${requested}`);
  if (!release) {
    const problem = tag ? `the tag ${tag} is not a release` : "it has no tag";
    return drop("image", `${image}: ${problem}; select a release with --release`);
  }
  if (isTooOld(release)) return drop("image", `${image}: older than ${OLDEST_RELEASE}, the oldest supported release`);
  return convert("image", "release", release);
}

function isTooOld(release: string): boolean {
  return compareReleases(release, OLDEST_RELEASE) < 0;
}
