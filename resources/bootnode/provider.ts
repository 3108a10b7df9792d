import { setTimeout as sleep } from "node:timers/promises";
import type { Provider } from "@pulumi/pulumi/provider";
import { z } from "zod";
import { NODE_INFO_METHODS, readNodeInfo } from "../../node/node-info";
import { bootnodeInputs, type BootnodeInputs } from "./inputs";

const answerSchema = z.object({
  result: z.unknown().optional(),
  error: z.object({ code: z.number().optional(), message: z.string() }).optional(),
});

/** Longest that a bootnode may take for an answer, in milliseconds, and how often it is asked. */
const TIMEOUT = 10_000;
const ATTEMPTS = 3;

/**
 * `aztec:index:Bootnode`: what a network's bootnode told of it when it was first asked. It is kept: a record that
 * changes with each start of the bootnode must not make a new container with each `up`. On refresh it is asked again.
 */
export const bootnode = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    const changes = JSON.stringify(bootnodeInputs.parse(olds)) !== JSON.stringify(bootnodeInputs.parse(news));
    return Promise.resolve({ changes });
  },
  create: async (_urn: string, news: unknown) => {
    const inputs = bootnodeInputs.parse(news);
    return { id: inputs.url, outs: { ...inputs, values: await ask(inputs) } };
  },
  update: async (_id: string, _urn: string, _olds: unknown, news: unknown) => {
    const inputs = bootnodeInputs.parse(news);
    return { outs: { ...inputs, values: await ask(inputs) } };
  },
  read: async (id: string, _urn: string, props: unknown) => {
    const inputs = bootnodeInputs.parse(props);
    return { id, props: { ...inputs, values: await ask(inputs) } };
  },
} satisfies Provider;

/** @throws saying which URL, and what of its answer is missing */
async function ask({ url, paths }: BootnodeInputs): Promise<Record<string, string>> {
  try {
    return readNodeInfo(await nodeInfo(url), paths);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`bootnodeUrl ${url} does not tell what a node needs: ${why}`, { cause: error });
  }
}

async function nodeInfo(url: string): Promise<unknown> {
  for (const method of NODE_INFO_METHODS) {
    const { result, error } = await call(url, method);
    if (!error) return result;
    // "Method not found": the node is of a release with the other name.
    if (error.code !== -32601 && !/not found/i.test(error.message)) throw new Error(error.message);
  }
  throw new Error(`it knows none of ${NODE_INFO_METHODS.join(", ")}`);
}

async function call(url: string, method: string, attempt = 1): Promise<z.output<typeof answerSchema>> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return answerSchema.parse(await response.json());
  } catch (error) {
    if (attempt < ATTEMPTS) {
      await sleep(1000 * attempt);
      return call(url, method, attempt + 1);
    }
    throw new Error(reasonOf(error), { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError || error instanceof z.ZodError) return "its answer is not JSON-RPC";
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  return `it does not answer (${code ?? (error instanceof Error ? error.message : String(error))})`;
}
