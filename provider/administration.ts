/** The one way to a node's administration: `docker exec` into its container. Its port is published nowhere. */
import { readFileSync } from "node:fs";
import path from "node:path";
import type { DockerCli } from "./docker-cli";
import { readable } from "./wait-ready";

const SCRIPT = readFileSync(path.join(__dirname, "administration.cjs"), "utf8");

/** A call without parameters. */
export interface Call {
  /** Where administration listens inside the container. */
  readonly port: number;
  /** JSON-RPC method. */
  readonly method: string;
  /** The password: it goes by standard input, and so is in no list of processes, here or on the host. */
  readonly key: string;
}

/** What became of a call; `away` is a node that could not be asked, `unanswered` one that was. */
export type Outcome =
  { readonly is: "done" } | { readonly is: "refused" | "away" | "unanswered"; readonly reason: string };

/** The script's exit codes. */
const CODES: Readonly<Record<number, "refused" | "unanswered">> = { 3: "refused", 5: "unanswered" };

/** Seconds that a call is given. A node tries a remote signer that is not there for half a minute before it says so. */
export const CALL_SECONDS = 120;

/** @param container the node's name @param docker with a longer time for a command than CALL_SECONDS */
export async function administer(docker: DockerCli, container: string, call: Call): Promise<Outcome> {
  const words = [String(call.port), call.method, String(CALL_SECONDS)];
  const { code, text } = await docker(["exec", "-i", container, "node", "-e", SCRIPT, ...words], call.key);
  return code === 0 ? { is: "done" } : { is: CODES[code] ?? "away", reason: readable(text) };
}
