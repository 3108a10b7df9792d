/** Refuses an update to a release that does not serve the network's rollup, while the old node still runs. */
import type { DockerCli } from "../provider/docker-cli";
import { imageFit } from "../provider/image-fit";
import { genesisRootOf } from "../provider/image-genesis";
import { otherRollup } from "../settings/network-refusal";
import { OperatorError } from "../toolchain/steps";
import { inspect } from "./health/ask";
import { networkFrom } from "./health/network-request";
import type { UpdatePlan } from "./update-plan";

/**
 * Compares the new image with the network's rollup. Nothing has been changed before it.
 *
 * @param container of the node; from there the network is asked
 * @returns a line for the operator
 * @throws {OperatorError} if the image serves another rollup, unless the settings say that this is meant
 */
export async function refuseOtherRollup(docker: DockerCli, plan: UpdatePlan, container: string): Promise<string> {
  const { settings, to } = plan;
  const node = await inspect(docker, container);
  const answer = node && (await networkFrom(docker, container, node, settings));
  if (!answer) return "there is no network to compare with";
  const { fit, unknown } = await imageFit(answer, () => genesisRootOf(docker, to.image));
  if (fit.fit === "fits") return `${to.release} serves the rollup that the network runs`;
  if (fit.fit === "unknown") return `cannot be compared: ${unknown ?? "no answer"}`;
  if (settings.allowOtherRollup) return `${to.release} serves another rollup, which allowOtherRollup allows`;
  const why = otherRollup(to.release, fit, (release) => `aztec-validator update ${release}`);
  throw new OperatorError([...why, "Nothing was changed; the node runs as before."].join("\n"));
}
