/** Questions to JSON-RPC servers from where a node is: its administration, its own RPC, its Ethereum. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { DockerRunner } from "./docker";
import { type CommandResult, runCommand } from "./command";
import { readable } from "./wait-ready";

/** Longest that the servers may take together, in milliseconds. */
const TIMEOUT = 30_000;

const SCRIPT = readFileSync(path.join(__dirname, "json-rpc.cjs"), "utf8");

/** What is asked; all of it goes by standard input, and so is in no list of processes, here or on the host. */
export interface JsonRpcRequest {
  /** Asked in turn until one answers; unset, the node's own Ethereum servers. */
  readonly urls?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly method: string;
  readonly params?: readonly unknown[];
  /** How long each server is waited for: less than the longest that `docker` may take. @default 10 */
  readonly seconds?: number;
}

/** What came of it. A server that refuses has answered; one that is late has heard, and may do it yet. */
export type JsonRpcAnswer =
  { readonly result: unknown } | { readonly refused: string } | { readonly silent: string; readonly isLate?: true };

/** Exit codes of the script: the server answered with an error; it was reached, and did not answer. */
const REFUSED = 3;
const LATE = 5;

/** @param container the node's, which has to run */
export async function askFrom(
  docker: DockerRunner,
  container: string,
  request: JsonRpcRequest,
): Promise<JsonRpcAnswer> {
  return answerOf(await docker(["exec", "-i", container, "node", "-e", SCRIPT], inputOf(request)));
}

/** The same from this machine. */
export async function askHere(request: JsonRpcRequest & { readonly urls: readonly string[] }): Promise<JsonRpcAnswer> {
  return answerOf(await runCommand([process.execPath, "-e", SCRIPT], TIMEOUT, inputOf(request)));
}

function inputOf(request: JsonRpcRequest): string {
  return JSON.stringify({ params: [], seconds: 10, ...request });
}

function answerOf({ code, text }: CommandResult): JsonRpcAnswer {
  if (code === 0) return { result: JSON.parse(text.split("\n")[0] ?? "") as unknown };
  if (code === REFUSED) return { refused: readable(text) };
  return { silent: readable(text), ...(code === LATE ? { isLate: true } : {}) };
}
