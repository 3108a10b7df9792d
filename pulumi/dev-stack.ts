/**
 * Which backend a stack is in. `dev` and `dev-…` need no account: their state lies in a private folder of the
 * checkout, encrypted with a generated passphrase. Every other stack is the operator's own, in their own login.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { cacheDir } from "./cache";
import { OperatorError } from "../terminal/output";

export const PROJECT_DIR = path.resolve(__dirname, "..");
/** The project's name, which `pulumi new` asks for. */
export const PROJECT_NAME =
  /^name: *(\S+)/m.exec(readFileSync(path.join(PROJECT_DIR, "Pulumi.yaml"), "utf8"))?.[1] ?? "";
/** Git ignores it. */
export const DEV_DIR = path.join(PROJECT_DIR, ".dev");

export interface Stack {
  readonly name: string;
  /** True where state and passphrase are this project's own, and nothing is asked before a change. */
  readonly isDev: boolean;
  /** What `pulumi` gets on top of the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the engine keeps the stack's settings, if not beside Pulumi.yaml. */
  readonly config?: string;
}

/** @throws {OperatorError} if the stack has no settings file */
export function findStack(name: string): Stack {
  const file = settingsFile(name);
  if (!existsSync(file)) throw new OperatorError(missing(name));
  if (!isDevStack(name)) return { name, isDev: false, env: {} };
  mkdirSync(path.join(DEV_DIR, "backend"), { recursive: true, mode: 0o700 });
  return {
    name,
    isDev: true,
    env: {
      PULUMI_BACKEND_URL: `file://${path.join(DEV_DIR, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(),
      PULUMI_HOME: cacheDir("pulumi-home"),
    },
    config: privateConfig(name, readFileSync(file, "utf8")),
  };
}

/** Whether a stack is one for development, by its name. */
export function isDevStack(name: string): boolean {
  return /^dev(-|$)/.test(name);
}

/** Where the operator writes a stack's settings. */
export function settingsFile(name: string): string {
  return path.join(PROJECT_DIR, `Pulumi.${name}.yaml`);
}

function missing(name: string): string {
  return [
    `There is no stack "${name}": Pulumi.${name}.yaml is not there.`,
    "  A second development stack: copy Pulumi.dev.yaml to Pulumi.dev-2.yaml, give it other ports, make up STACK=dev-2.",
    `  A stack of your own: pulumi stack init ${name}, then pulumi config set for its settings (README).`,
  ].join("\n");
}

function passphraseFile(): string {
  const file = path.join(DEV_DIR, "passphrase");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600 });
  // It may come from a copy of the checkout that kept no modes.
  chmodSync(file, 0o600);
  return file;
}

/**
 * Where a development stack's settings lie for the engine: it writes the encryption's salt there, not into git's
 * file. The folder is a project by itself, for the commands that cannot be told another file.
 */
export function privateConfigFile(name: string): string {
  return path.join(DEV_DIR, `Pulumi.${name}.yaml`);
}

function privateConfig(name: string, settings: string): string {
  const file = privateConfigFile(name);
  writeFileSync(path.join(DEV_DIR, "Pulumi.yaml"), `name: ${PROJECT_NAME}\nruntime: nodejs\n`);
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  writeFileSync(file, withSalt(settings, before), { mode: 0o600 });
  return file;
}

/**
 * Settings with the salt that the engine has written to an earlier copy. Plain Pulumi writes one to the settings
 * themselves: what is encrypted in them was encrypted with that, and a second one would be no YAML.
 */
export function withSalt(settings: string, before: string): string {
  const [own, earlier] = [settings, before].map((text) => /^encryptionsalt:.*$/m.exec(text)?.[0]);
  return own || !earlier ? settings : `${settings.trimEnd()}\n${earlier}\n`;
}
