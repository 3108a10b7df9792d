/** Explains why a release is refused that does not serve its network. Pure, and without the table of settings. */
import { describeRollup, type Fit } from "./network-fit";
import { type NextRelease, releaseForRollup } from "./network-release";

type OtherRollup = Extract<Fit, { fit: "other rollup" }>;

/** What is known beside the comparison itself. */
export interface UpdateContext {
  readonly network?: string | undefined;
  /** The release that the network recommends. */
  readonly recommended?: string | undefined;
  /** Its name, for commands. */
  readonly stack?: string | undefined;
}

/**
 * @param release of the image that was compared
 * @param update  command that goes to a release
 * @returns lines
 */
export function otherRollup(
  release: string,
  { canonical }: OtherRollup,
  update: (release: string) => string,
  { network, recommended, stack }: UpdateContext = {},
): string[] {
  const next = releaseForRollup(network, canonical.address, recommended);
  const place = stack === undefined ? "" : ` --stack ${stack}`;
  return [
    `${release} does not serve the rollup that the network runs: ${describeRollup(canonical)}.`,
    "A node on this release would stand by and miss every duty.",
    ...(next && next.release !== release ? [`  ${introduce(next, network)}: ${update(next.release)}`] : []),
    `  To let it stand by until the network moves: pulumi config set allowOtherRollup true${place}`,
    "  Use that only on a second host: until the move, this node attests to nothing.",
  ];
}

function introduce({ isSure, from }: NextRelease, network = "the network"): string {
  if (isSure) return "The release that serves it";
  const source = from === "recommended" ? "the network recommends" : `is proposed for ${network}`;
  return `The release that serves it is unknown here. Try the one that ${source}`;
}

/**
 * Explains why a stack does not go back to a release whose rollup the network has left.
 *
 * @param release that was run before; what it served is in `fit`
 * @returns lines
 */
export function leftRollup(release: string, { canonical, serves }: OtherRollup): string[] {
  const { rollupVersion, rollupAddress } = serves;
  const served = rollupVersion === undefined ? `rollup ${rollupAddress ?? "?"}` : `rollup version ${rollupVersion}`;
  return [
    `${release} served ${served}, and the network has moved to ${describeRollup(canonical)} since.`,
    "A node on that release would perform no duty.",
  ];
}
