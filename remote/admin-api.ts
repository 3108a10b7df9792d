/** Calls a node's admin API, by `docker exec` into its container: the port is not published anywhere. */
import type { DockerRunner } from "./docker";
import { LOOPBACK } from "../settings/ports";
import { type JsonRpcAnswer, queryFrom, type JsonRpcRequest } from "./json-rpc";

/** Port and password of the admin API. */
export interface AdminAccess {
  /** Port inside the container. */
  readonly port: number;
  /** The password. It goes by standard input, so no list of processes shows it, here or on the host. */
  readonly key: string;
}

/** Calls a method of the admin API. @param container the node's */
export function adminRequest(
  docker: DockerRunner,
  container: string,
  { port, key }: AdminAccess,
  request: Pick<JsonRpcRequest, "method" | "params" | "seconds">,
): Promise<JsonRpcAnswer> {
  return queryFrom(docker, container, {
    ...request,
    urls: [`http://${LOOPBACK}:${port}`],
    headers: { "x-api-key": key },
  });
}

/** A call without parameters. */
export interface AdminCall extends AdminAccess {
  /** JSON-RPC method. */
  readonly method: string;
}

/** Outcome of a call. `away`: the call did not reach the node; `unanswered`: it did, and the node timed out. */
export type AdminOutcome =
  { readonly is: "done" } | { readonly is: "refused" | "away" | "unanswered"; readonly reason: string };

/** Time limit of a call in seconds. A node tries an unreachable remote signer for half a minute before it fails. */
export const CALL_SECONDS = 120;

/** Calls a method. @param container the node's @param docker with a longer time limit than CALL_SECONDS */
export async function callAdmin(docker: DockerRunner, container: string, call: AdminCall): Promise<AdminOutcome> {
  const request = { method: call.method, seconds: CALL_SECONDS };
  const answer = await adminRequest(docker, container, call, request);
  if ("result" in answer) return { is: "done" };
  if ("refused" in answer) return { is: "refused", reason: answer.refused };
  return { is: answer.isLate ? "unanswered" : "away", reason: answer.silent };
}
