/**
 * Writes a stack's settings in one step: they are put together in a draft beside the file, secrets encrypted by Pulumi,
 * and the draft takes the file's place. What fails or is interrupted before that leaves everything as it was.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { editedSettingsFile, hasSettings } from "./settings-yaml";
import { mayBeSecret } from "../../settings/secrecy";
import type { FlatConfig } from "../../settings/flat-config";
import { ensurePulumi } from "../../pulumi/ensure";
import { runPulumi } from "../../pulumi/run-pulumi";
import { isDevStack, PROJECT_DIR, PROJECT_NAME, settingsFile } from "../../pulumi/dev-stack";
import { OperatorError } from "../../terminal/output";

export interface StackSettings {
  /** By the settings' paths; those that may be secret are encrypted. */
  readonly values: FlatConfig;
  readonly remove?: readonly string[];
  /** Whether they take the place of all that are there. */
  readonly replace?: boolean;
  /** Of `pulumi stack init`, for a new stack. */
  readonly secretsProvider?: string | undefined;
}

/** Whether a stack has settings already. */
export function isConfigured(name: string): boolean {
  return existsSync(settingsFile(name)) && hasSettings(readFileSync(settingsFile(name), "utf8"), PROJECT_NAME);
}

/** @throws {OperatorError} where nothing was written, and why */
export async function writeStack(name: string, settings: StackSettings): Promise<void> {
  const secrets = Object.keys(settings.values).filter(mayBeSecret).sort();
  if (isDevStack(name)) {
    writeDevelopment(name, settings, secrets);
    return;
  }
  const { env } = await ensurePulumi({ quiet: true, plugins: false });
  const writing = new SettingsWriter(name, env);
  try {
    await writing.open(settings.secretsProvider);
    writing.draft(settings, secrets);
    for (const secret of secrets) await writing.encrypt(secret, settings.values[secret] ?? "");
    writing.commit();
  } catch (error) {
    await writing.undo();
    throw error;
  } finally {
    writing.close();
  }
}

/** In git's file, where nothing is encrypted. */
function writeDevelopment(name: string, settings: StackSettings, secrets: readonly string[]): void {
  if (secrets.length > 0) {
    throw new OperatorError(
      `${secrets.join(", ")}: a development stack's file has no secrets in it. Give the stack a name that does not begin with dev; nothing was written.`,
    );
  }
  const file = settingsFile(name);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  writeFileSync(draftOf(name), changed(text, settings, settings.values));
  renameSync(draftOf(name), file);
}

function changed(text: string, { remove = [], replace = false }: StackSettings, set: FlatConfig): string {
  return editedSettingsFile(text, PROJECT_NAME, { set, remove, replace });
}

/** Git ignores it. */
function draftOf(name: string): string {
  return path.join(PROJECT_DIR, `.Pulumi.${name}.draft.yaml`);
}

/** One writing under way, and how it is undone. */
class SettingsWriter {
  private readonly before: string | undefined;
  /** Whether it was not in the backend, so that what is there of it now is this writing's. */
  private wasUnknown = false;
  private interrupted = false;
  private readonly interrupt = () => {
    this.interrupted = true;
  };

  constructor(
    private readonly name: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    const file = settingsFile(name);
    this.before = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    for (const signal of SIGNALS) process.on(signal, this.interrupt);
  }

  /** Makes the stack where there is none. */
  async open(secretsProvider: string | undefined): Promise<void> {
    this.stopIfInterrupted();
    this.wasUnknown = !(await this.known()).includes(this.name);
    if (!this.wasUnknown) return;
    const provider = secretsProvider === undefined ? [] : ["--secrets-provider", secretsProvider];
    await this.run(["stack", "init", this.name, ...provider]);
  }

  draft(settings: StackSettings, secrets: readonly string[]): void {
    const file = settingsFile(this.name);
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const plain = Object.entries(settings.values).filter(([setting]) => !secrets.includes(setting));
    writeFileSync(draftOf(this.name), changed(text, settings, Object.fromEntries(plain)), { mode: 0o600 });
  }

  /** The value goes by standard input: arguments can be read by all on the machine. */
  async encrypt(setting: string, value: string): Promise<void> {
    const target = ["--stack", this.name, "--config-file", draftOf(this.name)];
    await this.run(["config", "set", "--secret", "--path", setting, ...target], value);
  }

  commit(): void {
    this.stopIfInterrupted();
    renameSync(draftOf(this.name), settingsFile(this.name));
  }

  async undo(): Promise<void> {
    rmSync(draftOf(this.name), { force: true });
    if (this.before === undefined) rmSync(settingsFile(this.name), { force: true });
    else writeFileSync(settingsFile(this.name), this.before);
    const isOurs = this.wasUnknown && (await this.known()).includes(this.name);
    if (isOurs) await this.start(["stack", "rm", "--yes", "--preserve-config", this.name]);
  }

  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.interrupt);
  }

  /** The names of the project's stacks in the backend. */
  private async known(): Promise<string[]> {
    const { failed, stdout, text } = await this.start(["stack", "ls", "--json"]);
    if (failed) throw new OperatorError(`pulumi stack ls failed; nothing was written:\n${text}`);
    const listed = z.array(z.object({ name: z.string() })).parse(JSON.parse(stdout));
    return listed.map(({ name }) => name.split("/").at(-1) ?? name);
  }

  private async run(args: readonly string[], stdin?: string): Promise<string> {
    this.stopIfInterrupted();
    const { failed, stdout, text } = await this.start(args, stdin);
    this.stopIfInterrupted();
    if (!failed) return stdout;
    throw new OperatorError(`pulumi ${args.slice(0, 2).join(" ")} failed; nothing was written:\n${text}`);
  }

  /** Runs Pulumi out of reach of Ctrl-C: this command reacts to it, between two steps, where it can be undone. */
  private start(args: readonly string[], stdin?: string) {
    return runPulumi([...args, "--non-interactive"], { env: this.env, stdin, signals: "caller" });
  }

  private stopIfInterrupted(): void {
    if (this.interrupted) throw new OperatorError("Interrupted; nothing was written.");
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
