/** Reads a stack's configuration from what `pulumi config --json` prints. Pure. */
import { OperatorError } from "../../terminal/output";
import { problemList } from "../../settings/problems";
import { type CheckedConfig, type ConfigCheck } from "../../settings/check-config";
import { z } from "zod";
import type { RawConfig } from "../../settings/config-values";
import { PROJECT_NAME } from "../../pulumi/dev-stack";

const configSchema = z.record(z.string(), z.object({ value: z.string().default(""), secret: z.boolean() }));

/** A stack's configuration in plain text: for checks, never to be printed. */
export interface StackConfig {
  readonly config: RawConfig;
  readonly isSecret: (name: string) => boolean;
}

/** Returns the settings of a check. @throws {OperatorError} with every problem if there are any */
export function settingsOrThrow(check: ConfigCheck): CheckedConfig {
  if (check.ok) return check;
  throw new OperatorError(problemList(check.problems));
}

interface ProjectSetting {
  /** Without the project's name. */
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
}

/** Returns all of it. @param text what `pulumi config --show-secrets --json` prints */
export function stackConfig(text: string): StackConfig {
  const settings = projectSettings(text);
  const secret = new Set(settings.filter(({ isSecret }) => isSecret).map(({ name }) => name));
  return { config: rawConfigOf(settings), isSecret: (name) => secret.has(name) };
}

/** Returns the settings that are not secret. @param text what `pulumi config --json` prints */
export function plainConfig(text: string): RawConfig {
  return rawConfigOf(projectSettings(text).filter(({ isSecret }) => !isSecret));
}

function projectSettings(text: string): ProjectSetting[] {
  const prefix = `${PROJECT_NAME}:`;
  return Object.entries(configSchema.parse(JSON.parse(text))).flatMap(([key, { value, secret }]) =>
    key.startsWith(prefix) ? [{ name: key.slice(prefix.length), value, isSecret: secret }] : [],
  );
}

function rawConfigOf(settings: readonly ProjectSetting[]): RawConfig {
  return Object.fromEntries(settings.map(({ name, value }) => [name, value]));
}
