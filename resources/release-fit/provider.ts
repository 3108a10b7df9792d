import type { Provider } from "@pulumi/pulumi/provider";
import { keepState } from "../keep-state";
import { stackOfUrn } from "../names";
import { z } from "zod";
import { type Fit, fitOfRelease } from "../../settings/network/network-fit";
import { setCommand } from "../../settings/commands";
import { otherRollup } from "../../settings/network/network-refusal";
import { queryNetworkHere, tryQuery } from "../../remote/query-network";
import { dockerRunner } from "../../remote/docker";
import { fitWithoutNode, type ImageFit } from "../../remote/image-fit";
import { replacementProblems } from "../../remote/replacement-problems";
import { hostInputs, networkInputs, releaseFitInputs, type ReleaseFitInputs } from "./inputs";
import { unwrapSecrets, secret } from "../unwrap-secrets";

/** Time limit for one command, in milliseconds: computing the genesis takes long on a busy processor. */
const TIMEOUT = 120_000;

/**
 * `aztec:index:ReleaseFit`: the fact that the image serves the rollup that the network runs, and that the host can give the
 * container what it needs. Every preview and `up` checks it before the container or its Docker network is changed; a full
 * check needs the image on the host.
 */
export const releaseFit = {
  check: async (urn: string, olds: unknown, news: unknown) => {
    const stack = stackOfUrn(urn);
    const unmet = await hostFailures(news, stack);
    if (unmet.length > 0) return { inputs: news, failures: unmet };
    const inputs = releaseFitInputs.safeParse(unwrapSecrets(news)).data;
    if (!inputs) return { inputs: news, failures: await failuresWithoutImage(news, stack) };
    const before = releaseFitInputs.safeParse(unwrapSecrets(olds)).data;
    const root = before?.image === inputs.image ? before.genesisArchiveRoot : undefined;
    const found = await compare(inputs, root);
    const failures = failuresOf(inputs, found, stack);
    // Kept if the network does not answer this time: it would look like a change otherwise.
    const { genesisArchiveRoot = root } = found;
    const computed = genesisArchiveRoot === undefined ? {} : { genesisArchiveRoot };
    return { inputs: { ...z.looseObject({}).parse(news), ...computed }, failures };
  },
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    const [before, now] = [olds, news].map((one) => releaseFitInputs.safeParse(unwrapSecrets(one)).data);
    return Promise.resolve({ changes: !before || !now || compared(before) !== compared(now) });
  },
  create: (_urn: string, news: unknown) => {
    const inputs = releaseFitInputs.parse(unwrapSecrets(news));
    return Promise.resolve({ id: inputs.release, outs: outputs(inputs) });
  },
  update: (_id: string, _urn: string, _olds: unknown, news: unknown) =>
    Promise.resolve({ outs: outputs(releaseFitInputs.parse(unwrapSecrets(news))) }),
  read: keepState,
} satisfies Provider;

/** Returns the compared inputs, without the Docker command, which differs between machines. */
function compared({ image, release, question, servers }: ReleaseFitInputs): string {
  return JSON.stringify([image, release, sorted(question), sorted(servers)]);
}

const sorted = (record: object) => Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

function outputs({ servers, ...others }: ReleaseFitInputs) {
  return { ...others, servers: secret(servers) };
}

function compare({ docker, image, networks, servers, question }: ReleaseFitInputs, root?: string): Promise<ImageFit> {
  return fitWithoutNode(question, { docker: dockerRunner(docker, TIMEOUT), image, networks, servers }, root);
}

/**
 * Checks a release in a preview without its image on the host: from this machine, and by the table of
 * releases. `up` compares again once the image is there.
 */
async function failuresWithoutImage(news: unknown, stack: string | undefined) {
  const inputs = networkInputs.safeParse(unwrapSecrets(news)).data;
  if (!inputs) return [];
  const { question, servers, release } = inputs;
  const { rollup, config } = await tryQuery(() => queryNetworkHere(question, servers));
  const fit: Fit = rollup ? fitOfRelease(question.configName ?? "", rollup, release) : { fit: "unknown" };
  if (fit.fit !== "unknown") return failuresOf(inputs, { fit, recommended: config?.nodeVersion }, stack);
  console.log(`Release ${release} will be compared with the network by \`up\`, once its image is on the host.`);
  return [];
}

/** The input beside whose value Pulumi prints a problem: of the ports, the values would say nothing. */
const SHOWN = { networks: "networks", subnet: "subnet", ports: "container" } as const;

/** Returns why Docker could not make the container. The old one still runs. */
async function hostFailures(news: unknown, stack: string) {
  const inputs = hostInputs.safeParse(unwrapSecrets(news)).data;
  if (inputs?.container === undefined) return [];
  const { docker, container, networks, subnet, ports = [] } = inputs;
  const problems = await replacementProblems(docker, { container, networks, subnet, ports }, stack, TIMEOUT);
  return problems.map(({ need, message }) => ({ property: SHOWN[need], reason: message }));
}

function failuresOf(
  { release, question }: Pick<ReleaseFitInputs, "release" | "question">,
  { fit, unknown, recommended }: ImageFit,
  stack: string | undefined,
): { property: string; reason: string }[] {
  if (fit.fit === "fits") return [];
  if (fit.fit === "unknown") {
    console.log(`Release ${release} could not be compared with the network: ${unknown ?? "no answer"}`);
    return [];
  }
  const network = { network: question.configName, recommended, stack };
  const lines = otherRollup(release, fit, (other) => setCommand("release", other, stack), network);
  return [{ property: "release", reason: lines.join("\n") }];
}
