/** Network, role and release of an old installation. */
import { compareReleases, isRelease, OLDEST_RELEASE } from "../../settings/releases/release";
import { isVendorImage } from "../../settings/releases/vendor-images";
import type { Role } from "../../settings/schema/definition";
import type { Given } from "./given";
import type { Installation } from "./installation";
import { dropped, moved, type Part } from "./parts";
import type { Flags } from "./start-command";

/** Networks by the names that they have or had; testnet's first name is still taken by nodes. */
const NETWORKS: Readonly<Record<string, string>> = {
  mainnet: "mainnet",
  testnet: "testnet",
  "alpha-testnet": "testnet",
};

/** By its name; one whose contracts are told is a network of its own. */
export function networkPart({ variables, origins }: Given): Part {
  const name = variables.NETWORK;
  if (name !== undefined) {
    const from = origins.NETWORK ?? "NETWORK";
    const network = NETWORKS[name];
    if (network) return moved(from, "network", network, network === name ? undefined : `${name} is ${network} today`);
    return dropped(from, `${name} is no network that a node can join by its name today; network custom describes one`);
  }
  const described = ["REGISTRY_CONTRACT_ADDRESS", "ROLLUP_CONTRACT_ADDRESS"].find((one) => one in variables);
  return described ? moved(described, "network", "custom", "a network that is described by its contracts") : {};
}

const PARTS: readonly (readonly [flag: string, role: Role])[] = [
  ["--sequencer", "sequencer"],
  ["--prover-node", "prover-node"],
  ["--prover-broker", "prover-broker"],
  ["--prover-agent", "prover-agent"],
  ["--node", "full-node"],
];

export function rolePart(flags: Flags | undefined): Part {
  if (!flags) return {};
  const all = PARTS.filter(([flag]) => flags[flag] === "true");
  const [first, ...others] = all;
  if (!first) return {};
  const [flag, role] = first;
  const alone = others.filter(([other]) => other !== "--node");
  const reasons = alone.map(([other]) =>
    dropped(other, `ran in one node with ${flag}; here each is a stack of its own, with a role`),
  );
  const own = role === "sequencer" ? {} : moved(flag, "role", role);
  return { ...own, dropped: reasons.flatMap((part) => part.dropped ?? []) };
}

/** The vendor's image is the release of its tag; any other one stays what it is. */
export function imagePart({ image }: Installation, wanted: string | undefined): Part {
  if (!image) return {};
  const [, tag = ""] = /:([^/:@]+)(?:@sha256:[0-9a-f]{64})?$/.exec(image) ?? [];
  const [, named = ""] = /^v?(.+?)(?:-amd64|-arm64)?$/.exec(tag) ?? [];
  const release = isRelease(named) ? named : undefined;
  if (!isVendorImage(image) || image.includes("@sha256:")) return moved("image", "image", image);
  if (wanted !== undefined && release !== wanted) return dropped("image", `${image}: release ${wanted} is asked for`);
  if (!release) return dropped("image", movingTag(image, tag));
  if (compareReleases(release, OLDEST_RELEASE) < 0) return dropped("image", `${image}: older than ${OLDEST_RELEASE}`);
  return moved("image", "release", release);
}

function movingTag(image: string, tag: string): string {
  const name = tag ? `the tag ${tag} is of no release` : "without a tag it is of no release";
  return `${image}: ${name}; --release says which one the stack runs`;
}
