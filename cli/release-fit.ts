/** Refuses an update to a release that does not serve the network's rollup, while the old node still runs. */
import { networkQuestion } from "../provider/ask-network";
import type { DockerCli } from "../provider/docker-cli";
import { fitBesideNode } from "../provider/release-fit";
import { describeRollup } from "../settings/network-fit";
import { OperatorError } from "../toolchain/steps";
import { asksBy, inspect } from "./health/ask";
import type { UpdatePlan } from "./update-plan";

/**
 * Compares the new image with the network's rollup. Nothing has been changed before it.
 *
 * @param container of the node that runs; it is asked for the registry, and its L1 for the rollup
 * @returns a line for the operator
 * @throws {OperatorError} if the image serves another rollup, unless the settings say that this is meant
 */
export async function refuseOtherRollup(docker: DockerCli, plan: UpdatePlan, container: string): Promise<string> {
  const { settings, to } = plan;
  if (settings.network === "local") return "a development network follows the release";
  const node = await inspect(docker, container);
  const question = { ...networkQuestion(settings), rpc: node && asksBy(node) };
  const { fit, unknown } = await fitBesideNode({ docker, image: to.image, question }, container);
  if (fit.fit === "fits") return `${to.release} serves it`;
  if (fit.fit === "unknown") return `cannot be compared: ${unknown ?? "no answer"}`;
  const runs = describeRollup(fit.canonical);
  if (settings.allowOtherRollup) return `${to.release} does not serve ${runs}, as allowOtherRollup allows`;
  throw new OperatorError(refusal(to.release, runs, fit.release));
}

function refusal(release: string, runs: string, serves: string | undefined): string {
  return [
    `${release} does not serve the rollup that the network runs: ${runs}.`,
    "A node of it would only stand by, and miss every duty. Nothing was changed; the node runs as before.",
    ...(serves === undefined ? [] : [`  The release that serves it: aztec-validator update ${serves}`]),
    "  To have it stand by until the network moves: pulumi config set allowOtherRollup true",
  ].join("\n");
}
