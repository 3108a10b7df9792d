/** Calls JSON-RPC servers: from inside a node's container, where its admin API, RPC and L1 are reachable, or from here. */
import path from "node:path";
import { z } from "zod";
import { parseJson } from "../keys/json";
import type { DockerRunner } from "./docker";
import { type CommandResult, runCommand } from "./command";
import { firstLine, readable } from "./log-text";
import { bundledScript } from "./script-bundle";

const BATCH_SCRIPT = bundledScript(path.join(__dirname, "json-rpc-batch.cjs"));

/** Limit for all servers together, in milliseconds. */
const TIMEOUT = 30_000;

const SCRIPT = bundledScript(path.join(__dirname, "json-rpc.cjs"));

/** A call. All of it goes by standard input, so no list of processes shows it, here or on the host. */
export interface JsonRpcRequest {
  /** Servers to try in turn until one answers. @default the node's own Ethereum servers */
  readonly urls?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly method: string;
  readonly params?: readonly unknown[];
  /** Time limit for each server; has to be less than that of `docker`. @default 10 */
  readonly seconds?: number;
}

/** Outcome of a call: the result, the server's refusal, or the reason why no server answered. */
export type JsonRpcAnswer =
  | { readonly result: unknown }
  | { readonly refused: string; readonly hasNoMethod?: true }
  /** `isLate`: the server was reached and timed out, so it may still carry out the call. */
  | { readonly silent: string; readonly isLate?: true };

/** Exit codes of the script. */
const REFUSED = 3;
const LATE = 5;
const NO_SUCH_METHOD = 6;

/** Calls a method from inside a container, which has to run. @param container the node's */
export async function queryFrom(
  docker: DockerRunner,
  container: string,
  request: JsonRpcRequest,
): Promise<JsonRpcAnswer> {
  return answerOf(await docker(["exec", "-i", container, "node", "-e", SCRIPT], inputOf(request)));
}

/** One of many calls. */
export interface JsonRpcCall {
  readonly method: string;
  readonly params: readonly unknown[];
}

const batchSchema = z.array(
  z.union([
    z.object({ refused: z.string(), hasNoMethod: z.literal(true).optional() }),
    z.object({ result: z.unknown() }),
  ]),
);

/**
 * Calls many methods of one server from inside a container, which has to run.
 *
 * @param urls servers to try in turn until one answers all calls. @default the node's own Ethereum servers
 * @returns an answer for each call, or the reason why no server answered
 */
export async function queryAllFrom(
  docker: DockerRunner,
  container: string,
  calls: readonly JsonRpcCall[],
  urls?: readonly string[],
): Promise<z.output<typeof batchSchema> | { readonly silent: string }> {
  const input = JSON.stringify({ urls, calls, seconds: 10 });
  const { code, text } = await docker(["exec", "-i", container, "node", "-e", BATCH_SCRIPT], input);
  if (code !== 0) return { silent: readable(text) };
  return batchSchema.safeParse(parseJson(firstLine(text))).data ?? { silent: "the answer cannot be read" };
}

/** Calls a method from this machine. */
export async function queryHere(
  request: JsonRpcRequest & { readonly urls: readonly string[] },
): Promise<JsonRpcAnswer> {
  return answerOf(await runCommand([process.execPath, "-e", SCRIPT], TIMEOUT, inputOf(request)));
}

function inputOf(request: JsonRpcRequest): string {
  return JSON.stringify({ params: [], seconds: 10, ...request });
}

function answerOf({ code, text }: CommandResult): JsonRpcAnswer {
  if (code === 0) return { result: JSON.parse(firstLine(text)) as unknown };
  if (code === REFUSED) return { refused: readable(text) };
  if (code === NO_SUCH_METHOD) return { refused: readable(text), hasNoMethod: true };
  return { silent: readable(text), ...(code === LATE ? { isLate: true } : {}) };
}
