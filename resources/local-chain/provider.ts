import type { Provider } from "@pulumi/pulumi/provider";
import { keepState } from "../keep-state";
import { RELEASE_LABEL, stateVolume } from "../names";
import { dockerRunner, type DockerRunner } from "../../remote/docker";
import { localChainInputs, type LocalChainInputs } from "./inputs";

/** `aztec:index:LocalChain`: the fact that another stack's development chain is here. Every preview and `up` checks it. */
export const localChain = {
  check: async (_urn: string, olds: unknown, news: unknown) => {
    const parsed = localChainInputs.safeParse(news).data;
    // In a preview, the Docker command of a host that is not there yet is unknown.
    if (!parsed) return { inputs: news, failures: [] };
    const isNew = !localChainInputs.safeParse(olds).success;
    const reason = await problemOf(parsed, isNew, dockerRunner(parsed.docker));
    return { inputs: news, failures: reason === undefined ? [] : [{ property: "stack", reason }] };
  },
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    const [before, now] = [olds, news].map((one) => comparedIn(localChainInputs.parse(one)));
    return Promise.resolve({ changes: before !== now });
  },
  create: (_urn: string, news: unknown) => {
    const inputs = localChainInputs.parse(news);
    return Promise.resolve({ id: inputs.l1, outs: inputs });
  },
  update: (_id: string, _urn: string, _olds: unknown, news: unknown) =>
    Promise.resolve({ outs: localChainInputs.parse(news) }),
  read: keepState,
} satisfies Provider;

/** Returns the compared inputs, without the Docker command, which differs between machines. */
function comparedIn({ stack, l1, node, release }: LocalChainInputs): string {
  return JSON.stringify([stack, l1, node, release]);
}

/**
 * Finds the reason why a node cannot join the chain.
 *
 * @param isNew whether the stack joins now; later its L1 may be stopped for a while
 */
export async function problemOf(
  { stack, l1, node, release }: Omit<LocalChainInputs, "docker">,
  isNew: boolean,
  docker: DockerRunner,
): Promise<string | undefined> {
  const up = `make up STACK=${stack}`;
  const states = await Promise.all([l1, node].map((name) => isRunning(name, docker)));
  if (states[0] === undefined)
    return `The stack ${stack} is not up, so there is no chain to join: this Docker engine has no container ${l1}. Bring it up first (${up}), or set localChainOf to another stack.`;
  const [stopped] = [l1, node].filter((_, index) => states[index] !== true);
  if (isNew && stopped !== undefined)
    return `The container ${stopped} of the stack ${stack} does not run, so its chain stands still and nobody can join it. Start it: docker start ${stopped} (if there is none: ${up})`;
  const { code, text } = await docker(["volume", "inspect", stateVolume(l1), "--format", LABEL_FORMAT]);
  const other = text.trim();
  if (code === 0 && other !== "" && other !== release)
    return `The chain of the stack ${stack} has the contracts of release ${other}, and this stack runs ${release}: it cannot follow that chain. Bring both to one release: pulumi config set release ${release} --stack ${stack}, then ${up}`;
  return undefined;
}

const LABEL_FORMAT = `{{with index .Labels "${RELEASE_LABEL}"}}{{.}}{{end}}`;

/** Returns whether a container runs; undefined if there is none. */
async function isRunning(name: string, docker: DockerRunner): Promise<boolean | undefined> {
  const { code, text } = await docker(["container", "inspect", name, "--format", "{{.State.Running}}"]);
  return code === 0 ? text.trim() === "true" : undefined;
}
