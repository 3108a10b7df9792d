/**
 * Finds the backend of a stack. `dev` and `dev-…` need no account: their state is in a private folder of the checkout,
 * encrypted with a generated passphrase. Every other stack is in the backend that the operator is logged in to.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { cacheDir } from "./cache";
import { fileUrl } from "./file-url";
import { checkoutOption } from "./checkout-option";
import { isDevStack, isStackName, STACK_NAME_RULE, stackNamesIn } from "../settings/stack-name";
import { quote } from "../settings/shell-word";
import { OperatorError } from "../terminal/output";

export const PROJECT_DIR = path.resolve(__dirname, "..");
/** The project's name, which `pulumi new` prompts for. */
export const PROJECT_NAME =
  /^name: *(\S+)/m.exec(readFileSync(path.join(PROJECT_DIR, "Pulumi.yaml"), "utf8"))?.[1] ?? "";
/** Git ignores it. */
export const DEV_DIR = path.join(PROJECT_DIR, ".dev");
/** Folder with the state of development stacks. */
export const DEV_BACKEND = path.join(DEV_DIR, "backend");
const PASSPHRASE_FILE = path.join(DEV_DIR, "passphrase");

export interface Stack {
  readonly name: string;
  /** True where state and passphrase are this project's own, and no change is confirmed. */
  readonly isDev: boolean;
  /** Added to the environment of `pulumi`. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the operator writes its settings. */
  readonly settingsFile: string;
  /** Where the engine reads its settings, if not beside Pulumi.yaml. */
  readonly config?: string;
}

/** Returns where a stack's settings and state are; creates nothing. @throws {OperatorError} if it has no settings file */
export function findStack(name: string, file = settingsFile(name)): Stack {
  if (!existsSync(file)) throw new OperatorError(missing(name));
  if (!isDevStack(name)) return { name, isDev: false, env: {}, settingsFile: file };
  return {
    name,
    isDev: true,
    env: {
      PULUMI_BACKEND_URL: fileUrl(DEV_BACKEND),
      PULUMI_CONFIG_PASSPHRASE_FILE: PASSPHRASE_FILE,
      PULUMI_HOME: cacheDir("pulumi-home"),
    },
    settingsFile: file,
    config: privateConfigFile(name),
  };
}

/**
 * Returns a stack that is to be removed. If the settings file of a development stack was deleted, its copy serves: what
 * the stack has made is still there.
 *
 * @throws {OperatorError} if there is neither
 */
export function findStackToRemove(name: string): Stack {
  const isDeleted = isDevStack(name) && !existsSync(settingsFile(name)) && existsSync(privateConfigFile(name));
  return isDeleted ? findStack(name, privateConfigFile(name)) : findStack(name);
}

/**
 * Creates what a development stack needs in `.dev`: the backend's folder, a passphrase, and the copy of its settings
 * that the engine reads. Run it before Pulumi, and after each change of the settings. Other stacks need none of it.
 */
export function syncDevSettings({ name, isDev, settingsFile: file }: Stack): void {
  if (!isDev) return;
  refuseCopy(DEV_DIR, PROJECT_DIR);
  mkdirSync(DEV_BACKEND, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(DEV_DIR, ORIGIN), `${PROJECT_DIR}\n`);
  if (!existsSync(PASSPHRASE_FILE)) writeFileSync(PASSPHRASE_FILE, randomBytes(32).toString("hex"), { mode: 0o600 });
  // It may come from a copy of the checkout that kept no modes.
  chmodSync(PASSPHRASE_FILE, 0o600);
  writePrivateConfig(name, readFileSync(file, "utf8"));
}

/** File with the checkout that the development stacks belong to. */
const ORIGIN = "checkout";

/**
 * Refuses the state of development stacks that was copied from another checkout, as `pulumi new <checkout>` does: two
 * folders would change the same containers, each with a state of its own. A checkout that was moved is none.
 *
 * @param devDir  with the state
 * @param project the checkout that it is in
 * @throws {OperatorError} if the checkout that it was copied from is still there
 */
export function refuseCopy(devDir: string, project: string): void {
  const file = path.join(devDir, ORIGIN);
  if (!existsSync(file)) return;
  const origin = readFileSync(file, "utf8").trim();
  const there = path.join(origin, path.basename(devDir));
  if (origin === project || !existsSync(there) || statSync(there).ino === statSync(devDir).ino) return;
  throw new OperatorError(
    [
      `The development stacks of this folder are a copy of those of ${origin}: their state, keys and passphrase.`,
      `Two states of the same containers would undo each other's work. Nothing was changed. Remove the copy: rm -r ${quote(devDir)}`,
      `Or, if you want to use this folder instead of the other: rm ${quote(file)}`,
    ].join("\n"),
  );
}

/** Returns the file in which the operator writes a stack's settings. */
export function settingsFile(name: string): string {
  return path.join(PROJECT_DIR, `Pulumi.${name}.yaml`);
}

/** @param name of a stack without a settings file @returns what to do, as commands that work where the operator is */
function missing(name: string): string {
  if (!isStackName(name)) return `There is no stack "${name}": ${STACK_NAME_RULE}.`;
  const others = stackNamesIn(readdirSync(PROJECT_DIR)).sort().join(", ");
  return [
    `There is no stack "${name}": Pulumi.${name}.yaml is missing. Stacks in this folder: ${others || "none yet"}.`,
    ...(isDevStack(name) ? developmentWays(name) : [`  To create it: aztec-validator config --stack ${name}`]),
  ].join("\n");
}

/** Lists the ways to a development stack. The file in git has the default ports, which the stack `dev` may use. */
function developmentWays(name: string): string[] {
  const [here, file] = [checkoutOption("make"), settingsFile(name)];
  const shown = (one: string) => (here === "" ? path.basename(one) : `'${one}'`);
  return [
    "  By its name (dev, or dev-…) it is a development stack. A stack of your own needs another name.",
    `  A further stack of the development chain: make up STACK=dev-2${here}`,
    "  This one, with a chain and ports of its own:",
    `      cp ${shown(settingsFile("dev"))} ${shown(file)}`,
    `      printf '  rpcPort: 8380\\n  p2p:\\n    port: 40700\\n' >> ${shown(file)}`,
    `      make up STACK=${name}${here}`,
  ];
}

/**
 * Returns Pulumi's copy of a development stack's settings: it writes the encryption salt there, not into git's file. The
 * folder is a project itself, for the commands without --config-file.
 */
export function privateConfigFile(name: string): string {
  return path.join(DEV_DIR, `Pulumi.${name}.yaml`);
}

/** Lists the development stacks that `make down` has not removed: each has its copy of the settings. */
export function upStacks(): string[] {
  const files = existsSync(DEV_DIR) ? readdirSync(DEV_DIR) : [];
  return files.flatMap((file) => /^Pulumi\.(dev.*)\.yaml$/.exec(file)?.[1] ?? []);
}

function writePrivateConfig(name: string, settings: string): void {
  const file = privateConfigFile(name);
  writeFileSync(path.join(DEV_DIR, "Pulumi.yaml"), `name: ${PROJECT_NAME}\nruntime: nodejs\n`);
  const before = existsSync(file) ? readFileSync(file, "utf8") : "";
  writeFileSync(file, withSalt(settings, before), { mode: 0o600 });
}

/**
 * Adds the salt that Pulumi wrote to an earlier copy. If the settings have a salt already, their secrets are encrypted
 * with that one, and a second key of that name would be invalid YAML.
 */
export function withSalt(settings: string, before: string): string {
  const [own, earlier] = [settings, before].map((text) => /^encryptionsalt:.*$/m.exec(text)?.[0]);
  return own || !earlier ? settings : `${settings.trimEnd()}\n${earlier}\n`;
}
