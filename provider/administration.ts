/** The one way to a node's administration: `docker exec` into its container. Its port is published nowhere. */
import type { DockerCli } from "./docker-cli";
import { askFrom } from "./json-rpc";

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

/** Seconds that a call is given. A node tries a remote signer that is not there for half a minute before it says so. */
export const CALL_SECONDS = 120;

/** @param container the node's name @param docker with a longer time for a command than CALL_SECONDS */
export async function administer(docker: DockerCli, container: string, call: Call): Promise<Outcome> {
  const urls = [`http://127.0.0.1:${call.port}`];
  const request = { urls, headers: { "x-api-key": call.key }, method: call.method, seconds: CALL_SECONDS };
  const answer = await askFrom(docker, container, request);
  if ("result" in answer) return { is: "done" };
  if ("refused" in answer) return { is: "refused", reason: answer.refused };
  return { is: answer.isLate ? "unanswered" : "away", reason: answer.silent };
}
