import { setTimeout as sleep } from "node:timers/promises";
import type { Provider } from "@pulumi/pulumi/provider";
import { NODE_INFO_METHODS, PublicBootnode, readNodeInfo } from "../../node/node-info";
import { queryHere, type JsonRpcAnswer } from "../../remote/json-rpc";
import { removeCommand, setCommand } from "../../settings/commands";
import { keepState } from "../keep-state";
import { stackOfUrn } from "../names";
import { secret, unwrapSecrets } from "../unwrap-secrets";
import { bootnodeInputs, type BootnodeInputs } from "./inputs";

/** Time limit of one call in seconds, and the number of attempts if the bootnode does not answer. */
const SECONDS = 10;
const ATTEMPTS = 3;

/**
 * `aztec:index:Bootnode`: the settings that a private network's bootnode reports. The state keeps them: the ENR changes
 * with each start of the bootnode, and must not replace the container at each `up`. A refresh keeps them too: it is how an
 * interrupted run is repaired, also while the bootnode is away. `pulumi up --replace '**::bootnode'` queries them again.
 */
export const bootnode = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    return Promise.resolve({ changes: JSON.stringify(inputsOf(olds)) !== JSON.stringify(inputsOf(news)) });
  },
  create: async (urn: string, news: unknown) => ({ id: "bootnode", outs: await outputs(inputsOf(news), urn) }),
  update: async (_id: string, urn: string, _olds: unknown, news: unknown) => ({
    outs: await outputs(inputsOf(news), urn),
  }),
  read: keepState,
} satisfies Provider;

function inputsOf(values: unknown): BootnodeInputs {
  return bootnodeInputs.parse(unwrapSecrets(values));
}

/** Queries the bootnode. Its URL can have a key, so the state keeps it encrypted. */
async function outputs(inputs: BootnodeInputs, urn: string) {
  return { url: secret(inputs.url), paths: inputs.paths, values: await query(inputs, stackOfUrn(urn)) };
}

/** @throws with its host, as the path may have a key, and the reason or the fields that are missing */
async function query({ url, paths }: BootnodeInputs, stack: string): Promise<Record<string, string>> {
  try {
    return readNodeInfo(await nodeInfo(url), paths);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const remedy =
      error instanceof PublicBootnode
        ? asPublic(error.network, stack)
        : "Check that the bootnode runs and is reachable from here, or set the values yourself.";
    throw new Error(
      `The settings of the network cannot be read from bootnodeUrl (${new URL(url).origin}): ${why}. ${remedy}`,
      {
        cause: error,
      },
    );
  }
}

/** Returns what to do with a node of a public network. */
function asPublic(network: string, stack: string): string {
  const commands = [setCommand("network", network, stack), removeCommand("bootnodeUrl", stack)];
  return `As a custom network it escapes the checks that protect the stake. Use network ${network}: ${commands.join(" && ")}`;
}

async function nodeInfo(url: string): Promise<unknown> {
  for (const method of NODE_INFO_METHODS) {
    const answer = await call(url, method);
    if ("result" in answer) return answer.result;
    if ("silent" in answer) throw new Error(`no answer (${answer.silent})`);
    // Another release has the other name of the method.
    if (!answer.hasNoMethod) throw new Error(answer.refused);
  }
  throw new Error(`the server has none of the methods ${NODE_INFO_METHODS.join(", ")}`);
}

async function call(url: string, method: string): Promise<JsonRpcAnswer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await queryHere({ urls: [url], method, seconds: SECONDS });
    if (!("silent" in answer) || attempt === ATTEMPTS) return answer;
    await sleep(1000 * attempt);
  }
}
