/** Messages about releases that do not serve their network. Pure, and without the schema of settings. */
import { describeRollup, type Fit } from "./network-fit";
import { type NextRelease, releaseForRollup } from "./network-release";

type OtherRollup = Extract<Fit, { fit: "other rollup" }>;

/** Details for the message, as far as they are known. */
export interface UpdateContext {
  readonly network?: string | undefined;
  /** The release that the network recommends. */
  readonly recommended?: string | undefined;
  /** The name of the stack, for commands. */
  readonly stack?: string | undefined;
}

/**
 * Explains why a release is refused, and proposes another one.
 *
 * @param release of the image that was compared
 * @param update  returns the command that updates to a release
 * @returns lines
 */
export function otherRollup(
  release: string,
  { canonical }: OtherRollup,
  update: (release: string) => string,
  { network, recommended, stack }: UpdateContext = {},
): string[] {
  const next = releaseForRollup(network, canonical.address, recommended);
  const option = stack === undefined ? "" : ` --stack ${stack}`;
  return [
    `${release} does not serve the rollup that the network runs: ${describeRollup(canonical)}.`,
    "A node on this release would be in standby and miss every duty.",
    ...(next && next.release !== release ? [`  ${introduce(next, network)}: ${update(next.release)}`] : []),
    `  To run it in standby until the network moves: pulumi config set allowOtherRollup true${option}`,
    "  Do this only on a second host: a node in standby attests to nothing.",
  ];
}

function introduce({ isSure, from }: NextRelease, network = "the network"): string {
  if (isSure) return "Update to the release that serves it";
  const source = from === "recommended" ? "that the network recommends" : `proposed for ${network}`;
  return `It is not known which release serves it. Try the one ${source}`;
}

/**
 * Explains why a stack does not roll back to a release whose rollup the network has left.
 *
 * @param release the earlier release; its rollup is in `serves`
 * @returns lines
 */
export function leftRollup(release: string, { canonical, serves }: OtherRollup): string[] {
  const { rollupVersion, rollupAddress } = serves;
  const served = rollupVersion === undefined ? `rollup ${rollupAddress ?? "?"}` : `rollup version ${rollupVersion}`;
  return [
    `${release} served ${served}, and the network has moved to ${describeRollup(canonical)} since.`,
    "A node on that release would perform no duties.",
  ];
}
