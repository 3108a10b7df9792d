/** Questions to JSON-RPC servers from where a node is: its administration, its own RPC, its Ethereum. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { DockerCli } from "./docker-cli";
import { type Result, runCommand } from "./run-command";
import { readable } from "./wait-ready";

/** Longest that the servers may take together, in milliseconds. */
const TIMEOUT = 30_000;

const SCRIPT = readFileSync(path.join(__dirname, "json-rpc.cjs"), "utf8");

/** What is asked; all of it goes by standard input, and so is in no list of processes, here or on the host. */
export interface Request {
  /** Asked in turn until one answers; unset, the node's own Ethereum servers. */
  readonly urls?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly method: string;
  readonly params?: readonly unknown[];
}

/** What came of it. A server that refuses has answered; one that is silent may not have heard. */
export type Answer = { readonly result: unknown } | { readonly refused: string } | { readonly silent: string };

/** Exit code of the script when the server answered with an error. */
const REFUSED = 3;

/** @param container the node's, which has to run */
export async function askFrom(docker: DockerCli, container: string, request: Request): Promise<Answer> {
  return answerOf(await docker(["exec", "-i", container, "node", "-e", SCRIPT], inputOf(request)));
}

/** The same from this machine. */
export async function askHere(request: Request & { readonly urls: readonly string[] }): Promise<Answer> {
  return answerOf(await runCommand([process.execPath, "-e", SCRIPT], TIMEOUT, inputOf(request)));
}

function inputOf(request: Request): string {
  return JSON.stringify({ params: [], ...request });
}

function answerOf({ code, text }: Result): Answer {
  if (code === 0) return { result: JSON.parse(text.split("\n")[0] ?? "") as unknown };
  return code === REFUSED ? { refused: readable(text) } : { silent: readable(text) };
}
