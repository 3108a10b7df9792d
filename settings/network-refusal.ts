/** Explains why a release is refused that does not serve its network. Pure, and without the table of settings. */
import { describeRollup, type Fit } from "./network-fit";

type OtherRollup = Extract<Fit, { fit: "other rollup" }>;

/**
 * @param release of the image that was compared
 * @param update  command that goes to a release
 * @returns lines
 */
export function otherRollup(
  release: string,
  { canonical, release: serves }: OtherRollup,
  update: (release: string) => string,
): string[] {
  return [
    `${release} does not serve the rollup that the network runs: ${describeRollup(canonical)}.`,
    "A node of it would only stand by, and miss every duty.",
    ...(serves === undefined ? [] : [`  The release that serves it: ${update(serves)}`]),
    "  To let it stand by until the network moves: pulumi config set allowOtherRollup true",
  ];
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
    "A node of it would perform no duty there.",
  ];
}
