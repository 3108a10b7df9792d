/** Refuses an update to a release that does not serve the network's rollup, while the old node still runs. */
import type { NetworkAnswer } from "../provider/ask-network";
import type { DockerCli } from "../provider/docker-cli";
import { imageFit } from "../provider/image-fit";
import { genesisRootOf } from "../provider/image-genesis";
import { describeRollup, type Fit, networkFit, type Serves } from "../settings/network-fit";
import { leftRollup, otherRollup } from "../settings/network-refusal";
import { OperatorError } from "../toolchain/steps";
import { inspect } from "./health/ask";
import { networkFrom } from "./health/network-request";
import type { UpdatePlan } from "./update-plan";

/** What came of the comparison. */
export interface Compared {
  /** For the operator. */
  readonly line: string;
  /** The rollup that the node which runs serves; undefined where it gave no answer. */
  readonly serves?: Serves | undefined;
  /** Why an update that fails does not go back: the network has left the rollup that the old release serves. */
  readonly noReturn?: string | undefined;
}

/**
 * Compares the release of a plan with the network's rollup. Nothing has been changed before it.
 *
 * @param container of the node; from there the network is asked
 * @param served    the rollup that the release served here before, where it goes back; without it the image is asked
 * @throws {OperatorError} if the release serves another rollup, unless the settings say that this is meant
 */
export async function refuseOtherRollup(
  docker: DockerCli,
  { settings, from, to }: Pick<UpdatePlan, "settings" | "from" | "to">,
  container: string,
  served: Serves = {},
): Promise<Compared> {
  const node = await inspect(docker, container);
  const answer = node && (await networkFrom(docker, container, node, settings));
  if (!answer) return { line: "there is no network to compare with" };
  const serves = servesOf(answer);
  const known = { serves, noReturn: noReturn(from.release, networkFit(answer.rollup, serves ?? {})) };
  const before = networkFit(answer.rollup, served);
  const { fit, unknown } =
    before.fit === "unknown"
      ? await imageFit(answer, () => genesisRootOf(docker, to.image))
      : { fit: before, unknown: undefined };
  if (fit.fit === "fits") return { line: `${to.release} serves the rollup that the network runs`, ...known };
  if (fit.fit === "unknown") return { line: `cannot be compared: ${unknown ?? "no answer"}`, ...known };
  if (settings.allowOtherRollup)
    return { line: `${to.release} serves another rollup, which allowOtherRollup allows`, ...known };
  const update = (release: string) => `aztec-validator update ${release}`;
  const why = before === fit ? leftRollup(to.release, fit) : otherRollup(to.release, fit, update);
  throw new OperatorError([...why, "Nothing was changed; the node runs as before."].join("\n"));
}

function noReturn(release: string, fit: Fit): string | undefined {
  if (fit.fit !== "other rollup") return undefined;
  return `the network has moved to ${describeRollup(fit.canonical)}, which ${release} does not serve`;
}

function servesOf({ node }: NetworkAnswer): Serves | undefined {
  return node && { rollupVersion: node.rollupVersion, rollupAddress: node.l1ContractAddresses?.rollupAddress };
}
