/** Chooses the release of a stack: by its number, or by the tag of its image. */
import { setFix } from "../fixes";
import { proposedRelease } from "../network/network-release";
import { type Problem, wrong } from "../problems";
import { compareReleases, findRelease, OLDEST_RELEASE, type Release } from "./release";
import type { Settings } from "../schema";
import { otherProduct } from "./other-products";
import { imageForRelease, publishedName, releaseOfTag, vendorImage } from "./vendor-images";

export interface Choice {
  readonly release: Release;
  readonly problems: readonly Problem[];
  /** Sentences. They do not prevent the deployment. */
  readonly warnings: readonly string[];
}

/** Returns the release of a stack's settings. If it is not clear, returns the proposed one and a problem. */
export function chooseRelease({ network, release, image }: Pick<Settings, "network" | "release" | "image">): Choice {
  const product = image && otherProduct(image);
  const tagged = image && !product ? releaseOfTag(image) : undefined;
  const version = release ?? tagged;
  const proposed = proposedRelease(network);
  if (product) {
    const other = wrong(
      "image",
      `is ${product}, which is no Aztec node`,
      setFix("image", vendorImage(version ?? proposed)),
    );
    return { release: findRelease(version ?? proposed), problems: [other], warnings: [] };
  }
  if (!version) return { release: findRelease(proposed), problems: [undecided(image, proposed)], warnings: [] };
  return {
    release: findRelease(version),
    problems: [
      ...tooOld(version, proposed),
      ...disagreeing(release, image, tagged),
      ...unpublished(image),
      ...(network === "local" ? [] : moving(image, tagged, version)),
    ],
    warnings: [...unknownRelease(version), ...candidate(network, version)],
  };
}

function undecided(image: string | undefined, proposed: string): Problem {
  const message = image
    ? "is not set, and the tag of image does not name a release: set the release of the image"
    : "is not set: it selects the image and the environment variables";
  return wrong("release", message, setFix("release", proposed));
}

function tooOld(version: string, proposed: string): Problem[] {
  if (compareReleases(version, OLDEST_RELEASE) >= 0) return [];
  const message = `is ${version}, but releases before ${OLDEST_RELEASE} are not supported`;
  return [wrong("release", message, setFix("release", proposed))];
}

/** Refuses an image of another release. The fix takes the newer of both: the network may no longer run the older one. */
function disagreeing(release: string | undefined, image: string | undefined, tagged: string | undefined): Problem[] {
  if (!release || !image || !tagged || release === tagged) return [];
  const message = `has the tag of release ${tagged}, but release is ${release}: the node would not read its settings`;
  const isTagNewer = compareReleases(tagged, release) > 0;
  const fix = isTagNewer ? setFix("release", tagged) : setFix("image", imageForRelease(image, release));
  return [wrong("image", message, fix)];
}

/** Refuses an image of the vendor under an organisation that does not publish its release. */
function unpublished(image: string | undefined): Problem[] {
  const published = image ? publishedName(image) : undefined;
  if (!published) return [];
  const message =
    "is not published under this name: official images are azteclabs/… from 6.0 on, aztecprotocol/… before";
  return [wrong("image", message, setFix("image", published))];
}

/** Refuses a moving tag: it can be another image tomorrow. A digest cannot. */
function moving(image: string | undefined, tagged: string | undefined, version: string): Problem[] {
  if (!image || tagged || isPinned(image)) return [];
  const message =
    "has a moving tag: the image behind it can change, and the node with it. Use the tag of a release or a digest";
  return [wrong("image", message, setFix("image", vendorImage(version)))];
}

/** Returns whether an image is fixed: by a digest, or by a tag with the hash of a commit or of the content. */
function isPinned(image: string): boolean {
  return /@sha256:|:([\w.]+-)?[0-9a-f]{12,40}(-amd64|-arm64)?$/.test(image);
}

/** Warns of a candidate where a fault in it costs money. */
function candidate(network: string, version: string): string[] {
  if (network !== "mainnet" || !version.includes("-")) return [];
  return [
    `release ${version} is a candidate or a build of the day, not a stable release: on mainnet a fault in it costs duties or stake. Try it on testnet first.`,
  ];
}

function unknownRelease(version: string): string[] {
  const { as } = findRelease(version);
  if (as === version) return [];
  return [
    `release ${version} is not in settings/releases/releases.json: the environment variables of ${as} are used. Update the list with: make releases`,
  ];
}
