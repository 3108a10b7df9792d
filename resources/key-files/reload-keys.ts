/** Has a running node reload its keystore file, without a restart. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { callAdmin, CALL_SECONDS, type AdminCall } from "../../remote/admin-api";
import { type DockerRunner, saysNoContainer } from "../../remote/docker";

export interface Reloading {
  readonly docker: DockerRunner;
  /** Name of the container. */
  readonly container: string;
  readonly call: AdminCall;
  /** Seconds to wait for a node that is starting. */
  readonly timeoutSeconds: number;
  /** Milliseconds between two calls. @default 1000 */
  readonly interval?: number;
  readonly signal?: AbortSignal;
}

/** The node has read the new keystore, and keeps its current keys. */
export class KeysRefused extends Error {}

const stateSchema = z.object({ Status: z.string(), StartedAt: z.string() });

/**
 * Has a node reload its keystore file. A stopped node is left alone: it reads the file when it starts.
 *
 * @throws {KeysRefused} with the node's reason
 * @throws if it does not answer in time
 */
export async function reloadKeys(reloading: Reloading): Promise<void> {
  const { docker, container, call, timeoutSeconds, interval = 1000, signal } = reloading;
  const end = performance.now() + timeoutSeconds * 1000;
  const first = await runningSince(docker, container);
  for (;;) {
    const since = await runningSince(docker, container);
    // A node that (re)started has read the new file.
    if (since === undefined || since !== first) return;
    const outcome = await callAdmin(docker, container, call);
    if (outcome.is === "done") return;
    if (outcome.is === "refused")
      throw new KeysRefused(`the node rejects it and keeps its current keys: ${outcome.reason}`);
    if (outcome.is === "unanswered")
      throw new Error(`the node has not answered for ${CALL_SECONDS} s; it may still load it`);
    if (signal?.aborted) throw new Error(`interrupted while its admin API did not answer: ${outcome.reason}`);
    if (performance.now() >= end) throw new Error(`its admin API does not answer: ${outcome.reason}`);
    await sleep(interval);
  }
}

/** Returns the time of the container's last start; undefined if it is stopped or missing. */
async function runningSince(docker: DockerRunner, container: string): Promise<string | undefined> {
  const { code, text } = await docker(["container", "inspect", container, "--format", "{{json .State}}"]);
  if (code !== 0 && saysNoContainer(text)) return undefined;
  if (code !== 0) throw new Error(text.trim());
  const { Status, StartedAt } = stateSchema.parse(JSON.parse(text));
  return Status === "running" ? StartedAt : undefined;
}
