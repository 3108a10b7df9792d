/** The one way to a node's administration: `docker exec` into its container. Its port is published nowhere. */
import type { DockerRunner } from "./docker";
import { LOOPBACK } from "../settings/ports";
import { type JsonRpcAnswer, askFrom, type JsonRpcRequest } from "./json-rpc";

/** Where administration is, and who may use it. */
export interface Access {
  /** Where it listens inside the container. */
  readonly port: number;
  /** The password: it goes by standard input, and so is in no list of processes, here or on the host. */
  readonly key: string;
}

/** @param container the node's name */
export function adminRequest(
  docker: DockerRunner,
  container: string,
  { port, key }: Access,
  request: Pick<JsonRpcRequest, "method" | "params" | "seconds">,
): Promise<JsonRpcAnswer> {
  return askFrom(docker, container, {
    ...request,
    urls: [`http://${LOOPBACK}:${port}`],
    headers: { "x-api-key": key },
  });
}

/** A call without parameters. */
export interface Call extends Access {
  /** JSON-RPC method. */
  readonly method: string;
}

/** What became of a call; `away` is a node that could not be asked, `unanswered` one that was. */
export type Outcome =
  { readonly is: "done" } | { readonly is: "refused" | "away" | "unanswered"; readonly reason: string };

/** Seconds that a call is given. A node tries a remote signer that is not there for half a minute before it says so. */
export const CALL_SECONDS = 120;

/** @param container the node's name @param docker with a longer time for a command than CALL_SECONDS */
export async function callAdmin(docker: DockerRunner, container: string, call: Call): Promise<Outcome> {
  const request = { method: call.method, seconds: CALL_SECONDS };
  const answer = await adminRequest(docker, container, call, request);
  if ("result" in answer) return { is: "done" };
  if ("refused" in answer) return { is: "refused", reason: answer.refused };
  return { is: answer.isLate ? "unanswered" : "away", reason: answer.silent };
}
