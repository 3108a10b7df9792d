/** Refuses an update to a release that does not serve the network's rollup, while the old node still runs. */
import type { NetworkAnswer } from "../../remote/query-network";
import type { DockerRunner } from "../../remote/docker";
import { imageFit, type ImageFit } from "../../remote/image-fit";
import { genesisRootOf } from "../../remote/image-genesis";
import { describeRollup, type Fit, networkFit, type Serves } from "../../settings/network/network-fit";
import { leftRollup, otherRollup } from "../../settings/network/network-refusal";
import { isPinned, meantBy, ownGenesis } from "../../settings/network/other-rollup";
import { OperatorError } from "../../terminal/output";
import { inspectContainer, Unreachable } from "../health/probe/container";
import { networkFrom } from "../health/network/request";
import type { UpdatePlan } from "./plan";

/** The result of the comparison. */
export interface RollupCheck {
  /** One line for the operator. */
  readonly line: string;
  /** The rollup that the running node serves; undefined if it did not answer. */
  readonly serves?: Serves | undefined;
  /** Why a failed update is not rolled back: the network has left the rollup that the old release serves. */
  readonly rollupMoved?: string | undefined;
}

/** The part of a plan that is compared. */
type ComparedPlan = Pick<UpdatePlan, "settings" | "from" | "to"> & {
  /** Its stack's name, for commands. */
  readonly stack: string;
};

/**
 * Compares the release of a plan with the network's rollup. It runs before anything is changed.
 *
 * @param container of the node; the network is queried from inside it
 * @param served    for a rollback, the rollup that the release served here before; without it the image is inspected
 * @throws {OperatorError} if the release serves another rollup, unless the settings allow that; or if the host does not
 *   answer
 */
export async function checkRollup(
  docker: DockerRunner,
  plan: ComparedPlan,
  container: string,
  served: Serves = {},
): Promise<RollupCheck> {
  const { settings, to } = plan;
  const answer = await queryNetwork(docker, container, settings);
  if (!answer) return { line: "not compared: the node queries no network" };
  const result = { serves: servedBy(answer), rollupMoved: rollupMoved(plan, answer) };
  const before = networkFit(answer.rollup, served);
  const { fit, unknown } = before.fit === "unknown" ? await byImage(docker, plan, answer) : { fit: before };
  if (fit.fit === "fits") return { line: `${to.release} serves the rollup that the network runs`, ...result };
  if (fit.fit === "unknown") return { line: `not compared: ${unknown ?? "no answer"}`, ...result };
  const setting = meantBy(settings);
  if (setting !== undefined) return { line: `${to.release} serves another rollup, which ${setting} allows`, ...result };
  const why = before === fit ? leftRollup(to.release, fit) : explain(plan, fit, answer);
  throw new OperatorError([...why, "Nothing was changed; the node runs as before."].join("\n"));
}

/** Queries the network from the node's container. @returns undefined if the node is not there, or queries no network */
async function queryNetwork(docker: DockerRunner, container: string, settings: ComparedPlan["settings"]) {
  try {
    const node = await inspectContainer(docker, container);
    return node && (await networkFrom(docker, container, node, settings));
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    throw new OperatorError(`${error.message}\nNothing was changed. Once the host answers, run the command again.`);
  }
}

/** Returns why the old release must not run again. It may if the settings keep the node on the old rollup. */
function rollupMoved({ settings, from }: ComparedPlan, answer: NetworkAnswer): string | undefined {
  const fit = networkFit(answer.rollup, servedBy(answer) ?? {});
  if (fit.fit !== "other rollup" || isPinned(settings)) return undefined;
  return `the network has moved to ${describeRollup(fit.canonical)}, which ${from.release} does not serve`;
}

/** Compares the network's rollup with the data in the image. */
async function byImage(docker: DockerRunner, { settings, to }: ComparedPlan, answer: NetworkAnswer): Promise<ImageFit> {
  const genesisSetting = ownGenesis(settings);
  if (!answer.rollup || genesisSetting === undefined) return imageFit(answer, () => genesisRootOf(docker, to.image));
  return {
    fit: { fit: "unknown" },
    unknown: `${genesisSetting} changes the network's genesis, which the image alone does not show`,
  };
}

function explain(
  { settings, to, stack }: ComparedPlan,
  fit: Extract<Fit, { fit: "other rollup" }>,
  answer: NetworkAnswer,
) {
  const update = (release: string) => `aztec-validator update ${release} --stack ${stack}`;
  const recommended = answer.config?.nodeVersion;
  return otherRollup(to.release, fit, update, { network: settings.network, recommended, stack });
}

function servedBy({ node }: NetworkAnswer): Serves | undefined {
  return node && { rollupVersion: node.rollupVersion, rollupAddress: node.l1ContractAddresses?.rollupAddress };
}
