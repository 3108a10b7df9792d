/** Refuses an update to a release that does not serve the network's rollup, while the old node still runs. */
import type { NetworkAnswer } from "../../remote/ask-network";
import type { DockerRunner } from "../../remote/docker";
import { imageFit, type ImageFit } from "../../remote/image-fit";
import { genesisRootOf } from "../../remote/image-genesis";
import { describeRollup, type Fit, networkFit, type Serves } from "../../settings/network/network-fit";
import { leftRollup, otherRollup } from "../../settings/network/network-refusal";
import { isPinned, meantBy, ownGenesis } from "../../settings/network/other-rollup";
import { OperatorError } from "../../terminal/output";
import { inspectContainer } from "../health/probe/container";
import { networkFrom } from "../health/network/request";
import type { UpdatePlan } from "./plan";

/** What came of the comparison. */
export interface Compared {
  /** For the operator. */
  readonly line: string;
  /** The rollup that the node which runs serves; undefined where it gave no answer. */
  readonly serves?: Serves | undefined;
  /** Why an update that fails does not go back: the network has left the rollup that the old release serves. */
  readonly noReturn?: string | undefined;
}

/** What of a plan is compared. */
type Compare = Pick<UpdatePlan, "settings" | "from" | "to"> & {
  /** Its stack's name, for commands. */
  readonly stack: string;
};

/**
 * Compares the release of a plan with the network's rollup. Nothing has been changed before it.
 *
 * @param container of the node; from there the network is asked
 * @param served    the rollup that the release served here before, where it goes back; without it the image is asked
 * @throws {OperatorError} if the release serves another rollup, unless the settings say that this is meant
 */
export async function refuseOtherRollup(
  docker: DockerRunner,
  plan: Compare,
  container: string,
  served: Serves = {},
): Promise<Compared> {
  const { settings, to } = plan;
  const node = await inspectContainer(docker, container);
  const answer = node && (await networkFrom(docker, container, node, settings));
  if (!answer) return { line: "there is no network to compare with" };
  const stackInfo = { serves: servesOf(answer), noReturn: noReturn(plan, answer) };
  const before = networkFit(answer.rollup, served);
  const { fit, unknown } = before.fit === "unknown" ? await byImage(docker, plan, answer) : { fit: before };
  if (fit.fit === "fits") return { line: `${to.release} serves the rollup that the network runs`, ...stackInfo };
  if (fit.fit === "unknown") return { line: `cannot be compared: ${unknown ?? "no answer"}`, ...stackInfo };
  const meant = meantBy(settings);
  if (meant !== undefined) return { line: `${to.release} serves another rollup, which ${meant} allows`, ...stackInfo };
  const why = before === fit ? leftRollup(to.release, fit) : advised(plan, fit, answer);
  throw new OperatorError([...why, "Nothing was changed; the node runs as before."].join("\n"));
}

/** A node that its settings keep on the old rollup goes back there. */
function noReturn({ settings, from }: Compare, answer: NetworkAnswer): string | undefined {
  const fit = networkFit(answer.rollup, servesOf(answer) ?? {});
  if (fit.fit !== "other rollup" || isPinned(settings)) return undefined;
  return `the network has moved to ${describeRollup(fit.canonical)}, which ${from.release} does not serve`;
}

async function byImage(docker: DockerRunner, { settings, to }: Compare, answer: NetworkAnswer): Promise<ImageFit> {
  const own = ownGenesis(settings);
  if (!answer.rollup || own === undefined) return imageFit(answer, () => genesisRootOf(docker, to.image));
  return {
    fit: { fit: "unknown" },
    unknown: `${own} changes what the network begins with, and no image alone tells that`,
  };
}

function advised({ settings, to, stack }: Compare, fit: Extract<Fit, { fit: "other rollup" }>, answer: NetworkAnswer) {
  const update = (release: string) => `aztec-validator update ${release} --stack ${stack}`;
  const recommended = answer.config?.nodeVersion;
  return otherRollup(to.release, fit, update, { network: settings.network, recommended, stack });
}

function servesOf({ node }: NetworkAnswer): Serves | undefined {
  return node && { rollupVersion: node.rollupVersion, rollupAddress: node.l1ContractAddresses?.rollupAddress };
}
