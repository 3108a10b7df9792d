/** What a stack has, and what the flags of a command give it. */
import { readFileSync } from "node:fs";
import { isMap, parseDocument } from "yaml";
import { type Question, questions } from "./questions";
import { type FlatConfig, toFlatConfig } from "../../settings/flat-config";
import { isDevStack, PROJECT_NAME, settingsFile } from "../../pulumi/dev-stack";
import { OperatorError } from "../../terminal/output";
import { resolveFromCwd } from "../stack/resolve-path";
import { StackSession } from "../stack/session";
import { publicAddress, SERVICES } from "./public-address";
import { isConfigured } from "../stack/write";

/** As the command line gives them, by their names in camel case. */
export type Flags = Readonly<Record<string, string | boolean | string[] | undefined>>;

export interface CurrentSettings {
  /** In clear: never for a person's eyes. */
  readonly values: FlatConfig;
  readonly isSecret: (name: string) => boolean;
}

/** The settings that a stack has; none for a new one. */
export async function presentOf(name: string): Promise<CurrentSettings> {
  if (!isConfigured(name)) return { values: {}, isSecret: () => false };
  if (isDevStack(name)) return { values: toFlatConfig(plainConfig(name)), isSecret: () => false };
  const { config, isSecret } = await (await StackSession.open(name)).config();
  return { values: toFlatConfig(config), isSecret };
}

/** Of a development stack, whose backend may not be there yet. */
function plainConfig(name: string): Record<string, string> {
  const config = parseDocument(readFileSync(settingsFile(name), "utf8")).get("config");
  const values: Record<string, unknown> = isMap(config) ? (config.toJSON() as Record<string, unknown>) : {};
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key.replace(`${PROJECT_NAME}:`, ""),
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

/** The values that flags give; an empty one unsets. @throws {OperatorError} for a file that cannot be read */
export async function given(flags: Flags, present: FlatConfig): Promise<FlatConfig> {
  const all: Record<string, string> = {};
  for (const question of questions) {
    const flag = flags[camelCase(question.flag)];
    if (typeof flag === "string") all[question.variable.path] = await valueOfFlag(question, flag, flags, present);
  }
  return all;
}

function camelCase(flag: string): string {
  return flag.replace(/^--/, "").replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function valueOfFlag(question: Question, text: string, flags: Flags, present: FlatConfig): Promise<string> {
  return question.variable.secret && text !== ""
    ? Promise.resolve(fileContent(text))
    : valueOf(question, text, flags, present);
}

/** What an answer means: the address that is asked for, what a file has. @throws {OperatorError} */
export async function valueOf(
  { variable: { path }, isFile }: Question,
  text: string,
  { ipService }: Flags,
  present: FlatConfig,
): Promise<string> {
  const value = text.trim();
  if (path === "p2p.announceIp" && value === "detect") {
    const own = present["p2p.publicIpServices"]?.split(",");
    return publicAddress(Array.isArray(ipService) ? ipService : (own ?? SERVICES));
  }
  return isFile && value !== "" ? fileContent(value) : value;
}

function fileContent(name: string): string {
  try {
    return readFileSync(name === "-" ? 0 : resolveFromCwd(name), "utf8").trim();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new OperatorError(`${name} cannot be read (${code}); nothing was written.`);
  }
}
