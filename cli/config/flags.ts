/** The settings that a stack has, and those that the flags of `config` set. */
import { existsSync, readFileSync } from "node:fs";
import { PROJECT_NAME, settingsFile } from "../../pulumi/dev-stack";
import { isDevStack } from "../../settings/stack-name";
import { type FlatConfig, toFlatConfig } from "../../settings/flat-config";
import { otherProject } from "../../settings/checks/other-project";
import { problemList } from "../../settings/problems";
import { listOf } from "../../settings/config-values";
import { resemblesKey } from "../../settings/secrecy";
import { otherKeysIn, settingsInFile } from "../../settings/settings-file";
import { OperatorError } from "../../terminal/output";
import { resolveFromCwd } from "../stack/resolve-path";
import { StackSession } from "../stack/session";
import { isConfigured } from "../stack/write";
import { type Prompt, prompts, runsHere } from "./prompts";
import { IP_SERVICES, publicAddress } from "./public-address";

/** Flags by their names in camel case, as commander passes them. */
export type Flags = Readonly<Record<string, string | boolean | string[] | undefined>>;

export interface CurrentSettings {
  /** With secrets in plain text: never print them. */
  readonly values: FlatConfig;
  readonly isSecret: (name: string) => boolean;
}

/** Reads the settings that a stack has; a new one has none. @throws {OperatorError} if its file is ambiguous */
export async function currentSettings(name: string): Promise<CurrentSettings> {
  if (!isConfigured(name)) {
    refuseOtherProject(name);
    return { values: {}, isSecret: () => false };
  }
  const { values, hasEncrypted, twice } = settingsInFile(readFileSync(settingsFile(name), "utf8"), PROJECT_NAME);
  if (twice.length > 0) throw new OperatorError(ambiguous(name, twice));
  // Without Pulumi if possible: the backend may not have the stack yet, as with a copied example.
  if (isDevStack(name) || !hasEncrypted) return { values: toFlatConfig(values), isSecret: () => false };
  const { config, isSecret } = await (await StackSession.open(name)).config();
  return { values: toFlatConfig(config), isSecret };
}

/** @throws {OperatorError} if the stack's file has settings of another project: new ones would get into the copy */
function refuseOtherProject(name: string): void {
  const file = settingsFile(name);
  const keys = existsSync(file) ? otherKeysIn(readFileSync(file, "utf8"), PROJECT_NAME) : [];
  const copied = otherProject({}, keys, name);
  if (copied) throw new OperatorError(problemList([copied], name));
}

function ambiguous(name: string, twice: readonly string[]): string {
  const keys = twice.map((setting) => `  ${setting}: remove "${setting}" or "${PROJECT_NAME}:${setting}"`);
  return [
    `Pulumi.${name}.yaml has settings twice, so it is unclear which value counts; nothing was written.`,
    ...keys,
  ].join("\n");
}

/** Returns the settings that the flags set; an empty one unsets. @throws {OperatorError} if a file cannot be read */
export async function valuesOfFlags(flags: Flags, current: FlatConfig): Promise<FlatConfig> {
  const values: Record<string, string> = {};
  for (const prompt of prompts) {
    const text = flags[camelCase(prompt.flag)];
    if (typeof text !== "string") continue;
    const isFileName = prompt.definition.secret && text !== "";
    values[prompt.definition.path] = isFileName
      ? readValue(text, prompt.flag)
      : await parseAnswer(prompt, text, flags, { ...current, ...values });
  }
  return values;
}

function camelCase(flag: string): string {
  return flag.replace(/^--/, "").replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** Converts an answer to a value: detects the address, reads the file. @throws {OperatorError} */
export async function parseAnswer(
  { definition: { path }, isFile }: Prompt,
  answer: string,
  { ipService }: Flags,
  current: FlatConfig,
): Promise<string> {
  const value = answer.trim();
  if (path === "p2p.announceIp" && value === "detect") {
    if (!runsHere(current)) throw new OperatorError(`p2p.announceIp ${whyNotDetected(current)}; nothing was written.`);
    const configured = listOf(current["p2p.publicIpServices"])?.map(String);
    return publicAddress(Array.isArray(ipService) ? ipService : (configured ?? IP_SERVICES));
  }
  return isFile && value !== "" ? readValue(value, path) : value;
}

/** Returns why `detect` is refused: it finds the address of this machine. */
function whyNotDetected({ "host.kind": kind }: FlatConfig): string {
  return kind === "aws"
    ? "is the Elastic IP on AWS: leave it out"
    : 'cannot be "detect" for a node on another machine, since that finds the address of this one, where peers would look for the node in vain. Write the public address of the node\'s machine';
}

/**
 * @param name a file, or `-` for standard input
 * @param from the flag or setting, for the error; a key that was typed instead of a name is not repeated
 */
function readValue(name: string, from: string): string {
  const value = textIn(name, from);
  if (value !== "") return value;
  const file = name === "-" ? "standard input" : name;
  throw new OperatorError(
    `${file} is empty, so ${from} would unset what the stack has; nothing was written. Pass a file that has the value, or an empty flag to unset it on purpose.`,
  );
}

function textIn(name: string, from: string): string {
  try {
    return readFileSync(name === "-" ? 0 : resolveFromCwd(name), "utf8").trim();
  } catch (error) {
    if (resemblesKey(name) || /\s|:\/\//.test(name)) {
      throw new OperatorError(
        `${from} takes the name of a file that has the value, not the value itself; nothing was written. If it is in the shell's history now, delete it there.`,
      );
    }
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new OperatorError(`${name} cannot be read (${code}); nothing was written.`);
  }
}
