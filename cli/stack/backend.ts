/** Where a new stack's state and secrets go: finds out before the first question, and prompts for what is missing. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ensurePulumi } from "../../pulumi/ensure";
import { type BackendNeed, backendNeed, LOGIN_FIX } from "../../pulumi/login";
import { runPulumi } from "../../pulumi/run-pulumi";
import { cacheDir } from "../../pulumi/cache";
import { settingsFile } from "../../pulumi/dev-stack";
import { log, OperatorError } from "../../terminal/output";
import { promptChoice, promptHidden } from "../../terminal/prompts";

const LOGINS = {
  "a folder on this machine, ~/.pulumi (pulumi login --local)": ["login", "--local"],
  "Pulumi Cloud (pulumi login): it asks for an account": ["login"],
  "elsewhere, such as a bucket: I log in myself": undefined,
} as const;

/** Whether this process got the passphrase from a prompt: then the next commands do not have it. */
let isPassphrasePrompted = false;

/**
 * Makes sure that a stack can be written, on a terminal: logs in to a backend, and prompts for a passphrase.
 *
 * @param secretsProvider of --secrets-provider, which needs no passphrase
 * @throws {OperatorError} if the operator logs in elsewhere, or the backend does not answer
 */
export async function prepareBackend(name: string, secretsProvider: string | undefined): Promise<void> {
  const { env } = await ensurePulumi({ quiet: true, plugins: false });
  const query = () => backendNeed({ env, settings: settingsOf(name), secretsProvider });
  let need = await query();
  if (need.kind === "login") {
    await logIn(env);
    need = await query();
  }
  if (need.kind === "login") throw new OperatorError(LOGIN_FIX);
  if (need.kind === "failure")
    throw new OperatorError(`The backend cannot be used; nothing was written:\n${need.text}`);
  if (need.kind === "passphrase") await promptPassphrase(name, need);
}

function settingsOf(name: string): string {
  return existsSync(settingsFile(name)) ? readFileSync(settingsFile(name), "utf8") : "";
}

async function logIn(env: Readonly<Record<string, string>>): Promise<void> {
  log("Pulumi keeps the state of a stack in a backend, and you are not logged in to one (docs/security.md).");
  const choice = await promptChoice("Where to keep the state", Object.keys(LOGINS));
  const args = Object.entries(LOGINS).find(([label]) => label === choice)?.[1];
  if (!args) throw new OperatorError(LOGIN_FIX);
  await runPulumi(args, { env, terminal: true, signals: "pulumi" });
}

/** Prompts for a passphrase, which this process and its Pulumi then have. */
async function promptPassphrase(name: string, { isNew }: Extract<BackendNeed, { kind: "passphrase" }>): Promise<void> {
  process.env.PULUMI_CONFIG_PASSPHRASE = isNew
    ? await newPassphrase(name)
    : await promptHidden(`Passphrase for ${name}, set when the stack was created`);
  isPassphrasePrompted = true;
}

async function newPassphrase(name: string): Promise<string> {
  log(`A passphrase encrypts the secrets of ${name}. It is not stored anywhere: if you lose it, the secrets are lost.`);
  for (;;) {
    const first = await promptHidden("New passphrase", { isErased: true });
    if (first === "") log("  ! An empty passphrase protects nothing.");
    else if (first === (await promptHidden("Repeat the passphrase", { isErased: true }))) return first;
    else log("  ! The two passphrases differ.");
  }
}

/** Returns the line that gives the next commands the passphrase, if this one had to prompt for it. */
export function passphraseLines(): string[] {
  return isPassphrasePrompted
    ? ["  export PULUMI_CONFIG_PASSPHRASE_FILE=<a file with the passphrase, readable by you alone>"]
    : [];
}

/**
 * Returns the line that puts on PATH what this program uses of its own: `pulumi`, and a Node that is new enough for it. The
 * next commands would not find the one, or would stop at the other.
 */
export async function pathLines(): Promise<string[]> {
  const { env } = await ensurePulumi({ quiet: true, plugins: false });
  return pathLine(env.PATH?.split(path.delimiter)[0], process.execPath, cacheDir());
}

/** @param pulumi folder of this program's Pulumi @param node the running Node's file @param cache where this program keeps its own */
export function pathLine(pulumi: string | undefined, node: string, cache: string): string[] {
  const isOwnNode = node.startsWith(`${cache}${path.sep}`);
  const own = [...(pulumi === undefined ? [] : [pulumi]), ...(isOwnNode ? [path.dirname(node)] : [])];
  const missing = [...(pulumi === undefined ? [] : ["Pulumi"]), ...(isOwnNode ? ["a newer Node"] : [])].join(" and ");
  return own.length === 0
    ? []
    : [`  export PATH="${own.join(path.delimiter)}:$PATH"    # or install ${missing} (README)`];
}
