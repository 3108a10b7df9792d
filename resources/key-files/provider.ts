import { randomUUID } from "node:crypto";
import type { Provider } from "@pulumi/pulumi/provider";
import { z } from "zod";
import { isReloadable } from "../../node/reload";
import { CALL_SECONDS } from "../../remote/admin-api";
import { dockerRunner } from "../../remote/docker";
import { cancellation } from "../../remote/cancellation";
import { keyFilesInputs, type KeyFilesInputs } from "./inputs";
import { reloadKeys } from "./reload-keys";
import { unwrapSecrets, secret } from "../unwrap-secrets";
import { writeFiles } from "./write-files";
import { stackOption } from "../../settings/commands";
import { keyFilesResource, stackOfUrn } from "../names";

/** Time limit for one command, in milliseconds: an admin call, and a minute for Docker on a busy host. */
const TIMEOUT = (CALL_SECONDS + 60) * 1000;

/**
 * `aztec:index:KeyFiles`: the secret files of a node's container. Replaced together with the container if the node has to
 * be restarted; updated if the running node can reload the change.
 */
export const keyFiles = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    const before = read(olds);
    // In a preview, values of other resources can be unknown.
    const now = keyFilesInputs.safeParse(unwrapSecrets(news)).data;
    const replaces = now ? replacedFor(before, now) : ["files"];
    const isOther = now !== undefined && (before.start !== now.start || changedFiles(before, now).length > 0);
    const changes = replaces.length > 0 || isOther;
    // The old container stops before its files change.
    return Promise.resolve({ changes, replaces, deleteBeforeReplace: true });
  },
  create: async (_urn: string, news: unknown) => {
    const inputs = read(news);
    await writeFiles(dockerRunner(inputs.docker, TIMEOUT), inputs);
    return { id: randomUUID(), outs: outputs(inputs) };
  },
  update: async (_id: string, urn: string, olds: unknown, news: unknown) => {
    const [before, inputs] = [read(olds), read(news)];
    if (changedFiles(before, inputs).length > 0) await applyChange(before, inputs, urn);
    return { outs: outputs(inputs) };
  },
  /** A refresh reports the files as deleted if their volume is. */
  read: async (id: string, _urn: string, props: unknown) => {
    const { docker, volume } = read(props);
    const { code, text } = await dockerRunner(docker)(["volume", "inspect", volume]);
    const isGone = code !== 0 && /no such volume/i.test(text);
    return isGone ? { id: "", props: {} } : { id, props: z.looseObject({}).parse(props) };
  },
} satisfies Provider;

function read(properties: unknown): KeyFilesInputs {
  return keyFilesInputs.parse(unwrapSecrets(properties));
}

function outputs({ files, reload, ...others }: KeyFilesInputs) {
  return { ...others, files: secret(files), ...(reload ? { reload: secret(reload) } : {}) };
}

function changedFiles(before: KeyFilesInputs, now: KeyFilesInputs): string[] {
  const names = new Set([...Object.keys(before.files), ...Object.keys(now.files)]);
  return [...names].filter((name) => before.files[name] !== now.files[name]);
}

/** Returns the inputs whose change needs another container. */
function replacedFor(before: KeyFilesInputs, now: KeyFilesInputs): string[] {
  const changed = changedFiles(before, now);
  // Unchanged files also serve the next container, so they are not rewritten during its downtime.
  const decisive = changed.length === 0 ? (["volume"] as const) : (["volume", "start"] as const);
  const others = decisive.filter((name) => before[name] !== now[name]);
  const [file = ""] = changed;
  const isReload =
    changed.length === 1 && file === now.reload?.file && isReloadable(before.files[file] ?? "", now.files[file] ?? "");
  return changed.length === 0 || isReload ? others : [...others, "files"];
}

/** Writes the files and has the node reload them. @throws if it does not; the previous files are restored */
async function applyChange(before: KeyFilesInputs, now: KeyFilesInputs, urn: string): Promise<void> {
  const { container, reload, timeoutSeconds } = now;
  const docker = dockerRunner(now.docker, TIMEOUT);
  await writeFiles(docker, now);
  if (!reload) return;
  try {
    await reloadKeys({ docker, container, call: reload, timeoutSeconds, signal: cancellation.signal });
  } catch (error) {
    const undone = await writeFiles(docker, { ...now, files: before.files }).then(
      () => "The previous keystore was restored.",
      (failure: unknown) => `The previous keystore could not be restored: ${reasonOf(failure)}.`,
    );
    throw new Error(notReloadedText(container, { reason: reasonOf(error), undone, stack: stackOfUrn(urn) }), {
      cause: error,
    });
  }
}

interface NotReloaded {
  readonly reason: string;
  /** What became of the old keystore. */
  readonly undone: string;
  readonly stack: string | undefined;
}

function notReloadedText(container: string, { reason, undone, stack }: NotReloaded): string {
  const option = stackOption(stack);
  return [
    `${container} did not load the new keystore: ${reason}`,
    `${undone} Correct the settings and run \`pulumi up${option}\` again.`,
    `To replace the container instead: pulumi up --replace '**${keyFilesResource()}'${option}`,
  ].join("\n");
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
