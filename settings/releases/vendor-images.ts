/** The names of the vendor's images for a release, and the release of a tag. Pure. */
import { isFrom } from "./release";

/** Up to 5.x and from 6.0 on. Source: the changelog of 6.0.0 for operators; no new images appear under the old name. */
const ORGANISATIONS = { before: "aztecprotocol", now: "azteclabs", since: "6.0.0" } as const;

const VENDOR = /^((?:docker\.io\/)?)(?:aztecprotocol|azteclabs)\/(aztec(?:-prover-agent)?)$/;

/** The release in a tag. `rc.1` is part of the release, the processor is not. */
const NUMBER = String.raw`(?:0|[1-9]\d{0,8})`;
const RELEASE_TAG = String.raw`${NUMBER}\.${NUMBER}\.${NUMBER}(?:-(?!amd64|arm64)[a-z]{1,20}\.${NUMBER})?`;
const ANY_TAG = new RegExp(String.raw`:(${RELEASE_TAG})(?:-[\w.]+)?(?:@sha256:[0-9a-f]+)?$`);
const PLAIN_TAG = new RegExp(String.raw`^(.+):${RELEASE_TAG}(-(?:amd64|arm64))?$`);

/** Returns the vendor's node image for a release. */
export function vendorImage(release: string): string {
  return `${organisation(release)}/aztec:${release}`;
}

/** Returns the release of a tag: `6.0.0-rc.1` of `azteclabs/aztec:6.0.0-rc.1-arm64`; undefined if it has none. */
export function releaseOfTag(image: string): string | undefined {
  return ANY_TAG.exec(image)?.[1];
}

/** Returns whether an image is the vendor's, under its old or its new name. @param image with or without a tag */
export function isVendorImage(image: string): boolean {
  return VENDOR.test(image.replace(/[:@].*/, ""));
}

/**
 * Returns the same image for another release: with the same processor, and for the vendor's image with the organisation
 * of that release. Undefined if the tag has no release.
 */
export function imageForRelease(image: string, release: string): string | undefined {
  const [, repository, processor = ""] = PLAIN_TAG.exec(image) ?? [];
  return repository === undefined ? undefined : `${repositoryFor(repository, release)}:${release}${processor}`;
}

/** Returns the name under which the vendor publishes an image; undefined if it already has that name. */
export function publishedName(image: string): string | undefined {
  const [, repository = "", rest = ""] = /^([^:@]+)(:.+)$/.exec(image) ?? [];
  const release = releaseOfTag(image);
  const right = release && repositoryFor(repository, release);
  return right && right !== repository ? `${right}${rest}` : undefined;
}

function repositoryFor(repository: string, release: string): string {
  const [, registry = "", name] = VENDOR.exec(repository) ?? [];
  return name === undefined ? repository : `${registry}${organisation(release)}/${name}`;
}

function organisation(release: string): string {
  return isFrom(release, ORGANISATIONS.since) ? ORGANISATIONS.now : ORGANISATIONS.before;
}
