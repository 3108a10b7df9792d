/** Reads a stack's configuration from what `pulumi config --json` prints, and checks it. Pure. */
import { OperatorError } from "../../terminal/output";
import { RELEASE } from "../../images/tags";
import { otherProject } from "../../settings/checks/other-project";
import { type Problem, problemList } from "../../settings/problems";
import { type CheckedConfig, checkConfig, type ConfigCheck } from "../../settings/check-config";
import { encryptedIn } from "../../settings/settings-file";
import { z } from "zod";
import type { RawConfig } from "../../settings/config-values";
import { PROJECT_NAME } from "../../pulumi/dev-stack";

const configSchema = z.record(z.string(), z.object({ value: z.string().default(""), secret: z.boolean() }));

/** A stack's configuration in plain text: for checks, never to be printed. */
export interface StackConfig {
  readonly config: RawConfig;
  readonly isSecret: (name: string) => boolean;
  /** The stack's name, for the commands in messages. */
  readonly stack?: string;
  /** Keys of other namespaces, such as `aws:region`. */
  readonly otherKeys?: readonly string[];
  /** Text of the settings file that it is from: it tells which values of a group are encrypted. */
  readonly file?: string;
}

/** Checks a stack's configuration as `pulumi up` does. */
export function checkStackConfig(stackConfig: StackConfig): ConfigCheck {
  const copied = copiedFrom(stackConfig);
  if (copied) return { ok: false, problems: [copied] };
  const { config, isSecret, file, ...options } = stackConfig;
  const isEncrypted = file === undefined ? isSecret : encryptedIn(file, PROJECT_NAME, isSecret);
  return checkConfig(config, isEncrypted, RELEASE, options);
}

/** Returns a configuration. @throws {OperatorError} if its file has only settings of another project */
export function ownOrThrow(stackConfig: StackConfig): StackConfig {
  const copied = copiedFrom(stackConfig);
  if (copied) throw new OperatorError(problemList([copied], stackConfig.stack));
  return stackConfig;
}

/** Reports a file that has only settings of another project. */
function copiedFrom({ config, stack, otherKeys = [] }: StackConfig): Problem | undefined {
  return stack === undefined ? undefined : otherProject(config, otherKeys, stack);
}

/** Returns the settings of a check of a stack. @throws {OperatorError} with every problem if there are any */
export function settingsOrThrow(check: ConfigCheck, stack: string | undefined): CheckedConfig {
  if (check.ok) return check;
  throw new OperatorError(problemList(check.problems, stack));
}

interface ProjectSetting {
  /** Without the project's name. */
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
}

/** Returns all of it. @param text what `pulumi config --show-secrets --json` prints @param stack its name */
export function stackConfig(text: string, stack: string): StackConfig {
  const settings = projectSettings(text);
  const secret = new Set(settings.filter(({ isSecret }) => isSecret).map(({ name }) => name));
  const otherKeys = Object.keys(parseConfig(text)).filter((key) => !key.startsWith(PREFIX));
  return { config: rawConfigOf(settings), isSecret: (name) => secret.has(name), stack, otherKeys };
}

/** Returns the settings that are not secret. @param text what `pulumi config --json` prints */
export function plainConfig(text: string): RawConfig {
  return rawConfigOf(projectSettings(text).filter(({ isSecret }) => !isSecret));
}

const PREFIX = `${PROJECT_NAME}:`;

function parseConfig(text: string): z.output<typeof configSchema> {
  return configSchema.parse(JSON.parse(text));
}

function projectSettings(text: string): ProjectSetting[] {
  return Object.entries(parseConfig(text)).flatMap(([key, { value, secret }]) =>
    key.startsWith(PREFIX) ? [{ name: key.slice(PREFIX.length), value, isSecret: secret }] : [],
  );
}

function rawConfigOf(settings: readonly ProjectSetting[]): RawConfig {
  return Object.fromEntries(settings.map(({ name, value }) => [name, value]));
}
