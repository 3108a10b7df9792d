/** Explains why a release is refused that does not serve its network. Pure, and without the table of settings. */
import { describeRollup, type Fit } from "./network-fit";

/**
 * @param release of the image that was compared
 * @param update  command that goes to a release
 * @returns lines
 */
export function otherRollup(
  release: string,
  { canonical, release: serves }: Extract<Fit, { fit: "other rollup" }>,
  update: (release: string) => string,
): string[] {
  return [
    `${release} does not serve the rollup that the network runs: ${describeRollup(canonical)}.`,
    "A node of it would only stand by, and miss every duty.",
    ...(serves === undefined ? [] : [`  The release that serves it: ${update(serves)}`]),
    "  To let it stand by until the network moves: pulumi config set allowOtherRollup true",
  ];
}
