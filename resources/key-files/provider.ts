import { randomUUID } from "node:crypto";
import type { Provider } from "@pulumi/pulumi/provider";
import { z } from "zod";
import { isReloadable } from "../../node/reload";
import { CALL_SECONDS } from "../../remote/admin-api";
import { type DockerRunner, dockerRunner } from "../../remote/docker";
import { cancellation } from "../../remote/cancellation";
import { hasFiles } from "./compare-files";
import { keyFilesInputs, type KeyFilesInputs, keyFilesState, type KeyFilesState } from "./inputs";
import { KeysRefused, reloadKeys } from "./reload-keys";
import { PartialFailure } from "../partial-failure";
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
    const before = stored(olds);
    // In a preview, values of other resources can be unknown, such as the way to Docker of a host that is checked again.
    const now = comparedInputs.safeParse(unwrapSecrets(news)).data;
    const replaces = now ? replacedFor(before, now) : ["files"];
    const isOther = now !== undefined && (before.start !== now.start || changedFiles(before, now).length > 0);
    const changes = replaces.length > 0 || isOther || before.isUncertain;
    // The old container stops before its files change.
    return Promise.resolve({ changes, replaces, deleteBeforeReplace: true });
  },
  create: async (_urn: string, news: unknown) => {
    const inputs = read(news);
    await writeFiles(dockerRunner(inputs.docker, TIMEOUT), inputs);
    return { id: randomUUID(), outs: outputs(inputs) };
  },
  update: async (id: string, urn: string, olds: unknown, news: unknown) => {
    const [before, now] = [stored(olds), read(news)];
    if (before.isUncertain || changedFiles(before, now).length > 0) await applyChange({ id, urn, before, now });
    return { outs: outputs(now) };
  },
  /** A refresh reports the files as deleted if their volume is, and as uncertain if a killed update may have written others. */
  read: async (id: string, _urn: string, props: unknown) => {
    const state = stored(props);
    const docker = dockerRunner(state.docker, TIMEOUT);
    const kept = { id, props: z.looseObject({}).parse(props) };
    const { code, text } = await docker(["volume", "inspect", state.volume]);
    if (code !== 0) return /no such volume/i.test(text) ? { id: "", props: {} } : kept;
    return (await hasFiles(docker, state)) ? kept : { id, props: { ...kept.props, isUncertain: true } };
  },
} satisfies Provider;

/** The inputs that make a change. */
const comparedInputs = keyFilesInputs.pick({ volume: true, start: true, files: true, reload: true });
type ComparedInputs = z.output<typeof comparedInputs>;

function read(properties: unknown): KeyFilesInputs {
  return keyFilesInputs.parse(unwrapSecrets(properties));
}

function stored(properties: unknown): KeyFilesState {
  return keyFilesState.parse(unwrapSecrets(properties));
}

function outputs({ files, reload, ...others }: KeyFilesInputs) {
  return { ...others, files: secret(files), ...(reload ? { reload: secret(reload) } : {}) };
}

function changedFiles(before: ComparedInputs, now: ComparedInputs): string[] {
  const names = new Set([...Object.keys(before.files), ...Object.keys(now.files)]);
  return [...names].filter((name) => before.files[name] !== now.files[name]);
}

/** Returns the inputs whose change needs another container. */
function replacedFor(before: KeyFilesState, now: ComparedInputs): string[] {
  const changed = changedFiles(before, now);
  const isWritten = before.isUncertain || changed.length > 0;
  // Unchanged files also serve the next container, so they are not rewritten during its downtime.
  const decisive = isWritten ? (["volume", "start"] as const) : (["volume"] as const);
  const others = decisive.filter((name) => before[name] !== now[name]);
  const [file = ""] = changed;
  const isReload =
    changed.length === 1 && file === now.reload?.file && isReloadable(before.files[file] ?? "", now.files[file] ?? "");
  return changed.length === 0 || isReload ? others : [...others, "files"];
}

interface Change {
  readonly id: string;
  readonly urn: string;
  readonly before: KeyFilesState;
  readonly now: KeyFilesInputs;
}

/**
 * Writes the files and has the node reload them.
 *
 * @throws if it does not; the previous files are then restored
 * @throws {PartialFailure} if the volume or the node may have the new ones all the same
 */
async function applyChange(change: Change): Promise<void> {
  const { container, reload, timeoutSeconds } = change.now;
  const docker = dockerRunner(change.now.docker, TIMEOUT);
  try {
    await writeFiles(docker, change.now);
    if (reload) await reloadKeys({ docker, container, call: reload, timeoutSeconds, signal: cancellation.signal });
  } catch (error) {
    throw await undo(docker, change, error);
  }
}

/** Restores the previous files. @returns the error to throw */
async function undo(docker: DockerRunner, { id, urn, before, now }: Change, cause: unknown): Promise<Error> {
  const problem = await writeFiles(docker, { ...now, files: before.files }).then(() => undefined, reasonOf);
  // Only a node that refuses is known to have the previous keys: any other may load what it has read.
  const isCertain = problem === undefined && cause instanceof KeysRefused;
  const failure = { reason: reasonOf(cause), problem, isCertain, stack: stackOfUrn(urn) };
  const text = notReloadedText(now.container, failure);
  if (isCertain) return new Error(text, { cause });
  return new PartialFailure(id, { ...outputs(before), isUncertain: true }, text, { cause });
}

interface NotReloaded {
  readonly reason: string;
  /** Why the old keystore could not be restored. */
  readonly problem: string | undefined;
  /** Whether the node is known to have the old keys. */
  readonly isCertain: boolean;
  readonly stack: string | undefined;
}

function notReloadedText(container: string, { reason, problem, isCertain, stack }: NotReloaded): string {
  const option = stackOption(stack);
  const undone =
    problem === undefined
      ? "The previous keystore was restored."
      : `The previous keystore could not be restored: ${problem}.`;
  return [
    `${container} did not load the new keystore: ${reason}`,
    ...(isCertain
      ? []
      : ["The node may still sign with the new keys, until the next `up` has it load its keys again."]),
    `${undone} Correct the settings and run \`pulumi up${option}\` again.`,
    `To replace the container instead: pulumi up --replace '**${keyFilesResource()}'${option}`,
  ].join("\n");
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
