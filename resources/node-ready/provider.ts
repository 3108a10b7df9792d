import type { Provider } from "@pulumi/pulumi/provider";
import { z } from "zod";
import { dockerRunner } from "../../remote/docker";
import { cancellation } from "../../remote/cancellation";
import { probeOnce, waitReady } from "../../remote/wait-ready";
import { nodeReadyInputs, type NodeReadyInputs } from "./inputs";

const containerIdSchema = nodeReadyInputs.pick({ containerId: true });

/** `aztec:index:NodeReady`: created when the container's own health check passes; waited for again with a new one. */
export const nodeReady = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    // How long to wait and by which socket are no properties of the node: with them alone, nothing is asked again.
    const changes = containerIdSchema.parse(olds).containerId !== containerIdSchema.parse(news).containerId;
    return Promise.resolve({ changes });
  },
  create: async (_urn: string, news: unknown) => {
    const inputs = nodeReadyInputs.parse(news);
    return { id: inputs.container, outs: { ...inputs, ...(await ready(inputs)) } };
  },
  update: async (_id: string, _urn: string, _olds: unknown, news: unknown) => {
    const inputs = nodeReadyInputs.parse(news);
    return { outs: { ...inputs, ...(await ready(inputs)) } };
  },
  /** On refresh: what the node says now, or what it said when it last answered. */
  read: async (id: string, _urn: string, props: unknown) => {
    const inputs = nodeReadyInputs.parse(props);
    const answer = await probeOnce(dockerRunner(inputs.docker), inputs.container);
    return { id, props: { ...z.looseObject({}).parse(props), ...answer.facts } };
  },
} satisfies Provider;

function ready({ docker, container, timeoutSeconds, acceptsStandby }: NodeReadyInputs) {
  return waitReady({
    docker: dockerRunner(docker),
    container,
    timeoutSeconds,
    acceptsStandby,
    signal: cancellation.signal,
    say: (line) => {
      console.log(line);
    },
  });
}
