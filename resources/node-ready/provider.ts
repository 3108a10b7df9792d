import type { Provider } from "@pulumi/pulumi/provider";
import { z } from "zod";
import { dockerRunner } from "../../remote/docker";
import { cancellation } from "../../remote/cancellation";
import { checkOnce, waitReady } from "../../remote/wait-ready";
import { nodeReadyInputs, type NodeReadyInputs } from "./inputs";

const containerIdSchema = nodeReadyInputs.pick({ containerId: true });

/** `aztec:index:NodeReady`: created once the container's own health check passes; a new container is waited for again. */
export const nodeReady = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    // The time-out and the Docker command are not properties of the node: a change of them needs no new check.
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
  /** A refresh updates the facts if the node answers, and keeps the old ones if not. */
  read: async (id: string, _urn: string, props: unknown) => {
    const inputs = nodeReadyInputs.parse(props);
    const { facts } = await checkOnce(dockerRunner(inputs.docker), inputs.container);
    return { id, props: { ...z.looseObject({}).parse(props), ...facts } };
  },
} satisfies Provider;

function ready({ docker, container, timeoutSeconds, acceptsStandby }: NodeReadyInputs) {
  return waitReady({
    docker: dockerRunner(docker),
    container,
    timeoutSeconds,
    acceptsStandby,
    signal: cancellation.signal,
    log: (line) => {
      console.log(line);
    },
  });
}
