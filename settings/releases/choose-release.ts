/** Which release of the node a stack is for: by its number, or by the tag of the image it names. */
import { setFix } from "../fixes";
import { proposedRelease } from "../network/network-release";
import { type Problem, wrong } from "../problems";
import { compareReleases, findRelease, OLDEST_RELEASE, type Release } from "./release";
import type { Settings } from "../schema";
import { publishedName, releaseOfTag, vendorImage } from "./vendor-images";

export interface Choice {
  readonly release: Release;
  readonly problems: readonly Problem[];
  /** Worth saying, and no reason to stop. */
  readonly warnings: readonly string[];
}

/** The release of a stack's settings; where it is not clear, the newest known one, and the problem. */
export function chooseRelease({ network, release, image }: Pick<Settings, "network" | "release" | "image">): Choice {
  const tagged = image ? releaseOfTag(image) : undefined;
  const version = release ?? tagged;
  const proposed = proposedRelease(network);
  if (!version) return { release: findRelease(proposed), problems: [undecided(image, proposed)], warnings: [] };
  return {
    release: findRelease(version),
    problems: [
      ...tooOld(version, proposed),
      ...disagreeing(release, tagged),
      ...unpublished(image),
      ...(network === "local" ? [] : moving(image, tagged, proposed)),
    ],
    warnings: unknownRelease(version),
  };
}

function undecided(image: string | undefined, proposed: string): Problem {
  const message = image
    ? "is not set, and the tag of image does not tell a release: write which one the image is of"
    : "is not set: it decides the image and the names that the node reads";
  return wrong("release", message, setFix("release", proposed));
}

function tooOld(version: string, proposed: string): Problem[] {
  if (compareReleases(version, OLDEST_RELEASE) >= 0) return [];
  const message = `is ${version}: what releases before ${OLDEST_RELEASE} read is not known here`;
  return [wrong("release", message, setFix("release", proposed))];
}

function disagreeing(release: string | undefined, tagged: string | undefined): Problem[] {
  if (!release || !tagged || release === tagged) return [];
  const message = `has the tag of release ${tagged}, but release is ${release}: the node would not read its settings`;
  return [wrong("image", message, setFix("release", tagged))];
}

/** Refuses the vendor's image under the name of another organisation than its release is published by. */
function unpublished(image: string | undefined): Problem[] {
  const published = image ? publishedName(image) : undefined;
  if (!published) return [];
  const message =
    "is not published under this name: from 6.0 on the vendor's images are azteclabs/…, before aztecprotocol/…";
  return [wrong("image", message, setFix("image", published))];
}

/** A tag that is not of a release can be another image tomorrow; one with a digest cannot. */
function moving(image: string | undefined, tagged: string | undefined, proposed: string): Problem[] {
  if (!image || tagged || isPinned(image)) return [];
  const message =
    "has no tag of a release: what such a tag is can change from one day to the next, and the node with it";
  return [wrong("image", message, setFix("image", vendorImage(proposed)))];
}

/** A digest is of one image; and tags made of a commit's or a content's hash are never given to another one. */
function isPinned(image: string): boolean {
  return /@sha256:|:([\w.]+-)?[0-9a-f]{12,40}(-amd64|-arm64)?$/.test(image);
}

function unknownRelease(version: string): string[] {
  const { as } = findRelease(version);
  if (as === version) return [];
  return [
    `release ${version} is not in settings/releases/releases.json: the names of ${as} are used (make releases reads new ones).`,
  ];
}
