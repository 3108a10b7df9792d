/** Finds out what a stack needs before it can be written: a login to a backend, or a passphrase. */
import { isNotLoggedIn } from "./errors";
import { whoami } from "./whoami";

export type BackendNeed =
  | { readonly kind: "nothing" | "login" }
  /** `isNew`: it will encrypt a new stack; else it has to be the stack's own. */
  | { readonly kind: "passphrase"; readonly isNew: boolean }
  | { readonly kind: "failure"; readonly text: string };

export const LOGIN_FIX = [
  "You are not logged in to a backend, so there is nowhere to keep the state; nothing was changed. Choose one of:",
  "  a folder on this machine:  pulumi login --local",
  "  Pulumi Cloud:              pulumi login",
  "  a bucket:                  pulumi login s3://<bucket>, or as in docs/security.md",
  "If your shell does not find pulumi, run aztec-validator config on a terminal: it logs in for you.",
].join("\n");

/** Returns what encrypts a stack's secrets, if its file names that; a passphrase is not named. @param settings text of the file */
export function secretsProviderIn(settings: string): string | undefined {
  return /^secretsprovider: *(\S+)/m.exec(settings)?.[1];
}

export interface BackendQuestion {
  /** Of Pulumi's command line. */
  readonly env: Readonly<Record<string, string>>;
  /** Text of the stack's file; empty for a new one. */
  readonly settings: string;
  readonly secretsProvider: string | undefined;
}

/** Asks Pulumi where the operator is logged in. */
export async function backendNeed({ env, settings, secretsProvider }: BackendQuestion): Promise<BackendNeed> {
  const { url = "", failure } = await whoami(env);
  if (failure !== undefined) return isNotLoggedIn(failure) ? { kind: "login" } : { kind: "failure", text: failure };
  return passphraseNeed({ settings, secretsProvider, isCloud: /^https?:/.test(url) }, process.env);
}

interface Secrets extends Pick<BackendQuestion, "settings" | "secretsProvider"> {
  /** Whether the backend encrypts secrets itself. */
  readonly isCloud: boolean;
}

/** Decides by the stack's file whether a passphrase encrypts its secrets. Pure. */
export function passphraseNeed({ settings, secretsProvider, isCloud }: Secrets, env: NodeJS.ProcessEnv): BackendNeed {
  const isSet = env.PULUMI_CONFIG_PASSPHRASE !== undefined || env.PULUMI_CONFIG_PASSPHRASE_FILE !== undefined;
  if (isSet) return { kind: "nothing" };
  if (/^encryptionsalt:/m.test(settings)) return { kind: "passphrase", isNew: false };
  const provider = secretsProvider ?? secretsProviderIn(settings);
  const isPassphrase = provider === "passphrase" || (provider === undefined && !isCloud);
  return isPassphrase ? { kind: "passphrase", isNew: true } : { kind: "nothing" };
}
