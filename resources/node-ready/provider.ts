import type { Provider } from "@pulumi/pulumi/provider";
import { z } from "zod";
import { dockerRunner } from "../../remote/docker";
import { removeOldImages } from "../../remote/old-images";
import { cancellation } from "../../remote/cancellation";
import { checkOnce, waitReady } from "../../remote/wait-ready";
import { stackOfUrn } from "../names";
import { log } from "../provider-log";
import { nodeReadyInputs, type NodeReadyInputs } from "./inputs";

const startSchema = nodeReadyInputs.pick({ containerId: true, instanceType: true });

/** `aztec:index:NodeReady`: created once the container's own health check passes; a new or restarted one is waited for again. */
export const nodeReady = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    // The time-out and the Docker command are not properties of the node: a change of them needs no new check.
    const [before, now] = [startSchema.parse(olds), startSchema.parse(news)];
    const changes = before.containerId !== now.containerId || before.instanceType !== now.instanceType;
    return Promise.resolve({ changes });
  },
  create: async (urn: string, news: unknown) => {
    const inputs = nodeReadyInputs.parse(news);
    return { id: inputs.container, outs: { ...inputs, ...(await ready(inputs, undefined, urn)) } };
  },
  update: async (_id: string, urn: string, olds: unknown, news: unknown) => {
    const inputs = nodeReadyInputs.parse(news);
    const { nodeVersion: before } = beforeSchema.parse(olds);
    return { outs: { ...inputs, ...(await ready(inputs, before, urn)) } };
  },
  /** A refresh updates the facts if the node answers, and keeps the old ones if not. */
  read: async (id: string, _urn: string, props: unknown) => {
    const inputs = nodeReadyInputs.parse(props);
    const { facts } = await checkOnce(dockerRunner(inputs.docker), inputs.container);
    return { id, props: { ...z.looseObject({}).parse(props), ...facts } };
  },
} satisfies Provider;

/** The release of the node before; a node in standby reported none. */
const beforeSchema = z.looseObject({ nodeVersion: z.string().optional() });

/** Waits for the node. When it is ready, only the images of its release and of the one before are still needed. */
async function ready(
  { docker, container, timeoutSeconds, acceptsStandby }: NodeReadyInputs,
  before: string | undefined,
  urn: string,
) {
  const runner = dockerRunner(docker);
  const facts = await waitReady({
    docker: runner,
    container,
    stack: stackOfUrn(urn),
    timeoutSeconds,
    acceptsStandby,
    signal: cancellation.signal,
    log,
  });
  const isOther = before !== undefined && before !== facts.nodeVersion;
  await removeOldImages(runner, container, isOther ? [before] : undefined, log);
  return facts;
}
