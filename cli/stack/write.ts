/**
 * Writes a stack's settings in one step: builds a draft beside the file, in which Pulumi encrypts the secrets, and renames
 * it to the file. A failure or an interruption before that leaves everything as it was.
 */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { writeAtomically } from "../../remote/atomic-write";
import { editedSettingsFile, hasSettings } from "./settings-yaml";
import { draftOf } from "./stack-file";
import { mayBeSecret } from "../../settings/secrecy";
import type { FlatConfig } from "../../settings/flat-config";
import { ensurePulumi } from "../../pulumi/ensure";
import { pulumiFailure } from "../../pulumi/failure";
import { secretsProviderIn } from "../../pulumi/login";
import { runPulumi } from "../../pulumi/run-pulumi";
import { PROJECT_NAME, settingsFile } from "../../pulumi/dev-stack";
import { isDevStack } from "../../settings/stack-name";
import { END_SIGNALS, handleSignals } from "../../terminal/end-signals";
import { log, OperatorError } from "../../terminal/output";

/** Settings to write to a stack. */
export interface NewSettings {
  /** Values by the settings' paths; those that may be secret are encrypted. */
  readonly values: FlatConfig;
  readonly remove?: readonly string[];
  /** Whether they replace all present settings. */
  readonly replace?: boolean;
  /** The option of `pulumi stack init`, for a new stack. */
  readonly secretsProvider?: string | undefined;
}

/** Returns whether a stack has settings already. */
export function isConfigured(name: string): boolean {
  return existsSync(settingsFile(name)) && hasSettings(readFileSync(settingsFile(name), "utf8"), PROJECT_NAME);
}

/**
 * Refuses a development stack's name for a new stack that is to be on a public network, before anybody answers prompts.
 *
 * @throws {OperatorError} if a stack of that name could not keep the secrets
 */
export function refuseNewDev(name: string): void {
  if (!isDevStack(name) || existsSync(settingsFile(name))) return;
  throw new OperatorError(
    [
      `${name} is a development stack, by its name (dev, or dev-…): its file is in Git and keeps no keys. Nothing was written.`,
      "  A stack of your own has another name, such as testnet: --stack testnet",
      `  A development stack: aztec-validator config --stack ${name} --network local`,
    ].join("\n"),
  );
}

/** Creates the stack if it is new, and writes its settings. @throws {OperatorError} if it fails: nothing was written then */
export async function writeStack(name: string, settings: NewSettings): Promise<void> {
  const secrets = Object.keys(settings.values).filter(mayBeSecret).sort();
  if (isDevStack(name)) {
    writeDevelopment(name, settings, secrets);
    return;
  }
  const { env } = await ensurePulumi({ quiet: true, plugins: false });
  const writer = new SettingsWriter(name, env);
  try {
    await writer.open(settings.secretsProvider);
    writer.draft(settings, secrets);
    for (const secret of secrets) await writer.encrypt(secret, settings.values[secret] ?? "");
    writer.commit();
  } catch (error) {
    await writer.undo();
    throw error;
  } finally {
    writer.close();
  }
}

/**
 * Creates a stack with a settings file whose secrets are encrypted already, by the provider that the file names.
 *
 * @throws {OperatorError} if it fails: nothing was written then
 */
export async function placeStack(name: string, text: string): Promise<void> {
  const { env } = await ensurePulumi({ quiet: true, plugins: false });
  const writer = new SettingsWriter(name, env);
  try {
    await writer.place(text);
  } catch (error) {
    await writer.undo();
    throw error;
  } finally {
    writer.close();
  }
}

/** Writes the file that is in Git, where nothing is encrypted. */
function writeDevelopment(name: string, settings: NewSettings, secrets: readonly string[]): void {
  if (secrets.length > 0) {
    throw new OperatorError(
      `A development stack stores no secrets (${secrets.join(", ")}), because its file is in Git. Use a stack name that is not dev and does not begin with dev-. Nothing was written.`,
    );
  }
  const file = settingsFile(name);
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  writeAtomically(file, edited(text, settings, settings.values));
}

function edited(text: string, { remove = [], replace = false }: NewSettings, set: FlatConfig): string {
  return editedSettingsFile(text, PROJECT_NAME, { set, remove, replace });
}

/** Writes settings and can undo it. */
class SettingsWriter {
  private readonly before: string | undefined;
  /** Whether the stack was not in the backend before, so that undoing removes it. */
  private isNew = false;
  private isInterrupted = false;
  private readonly endHandling: () => void;

  constructor(
    private readonly name: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    const file = settingsFile(name);
    this.before = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    this.endHandling = handleSignals(END_SIGNALS, () => {
      this.isInterrupted = true;
    });
  }

  /** Creates the stack if the backend does not have it. */
  async open(secretsProvider: string | undefined): Promise<void> {
    this.throwIfInterrupted();
    this.isNew = !(await this.stackNames()).includes(this.name);
    if (!this.isNew) return;
    const provider = secretsProvider === undefined ? [] : ["--secrets-provider", secretsProvider];
    await this.run(["stack", "init", this.name, ...provider]);
  }

  /** Writes a whole file. It comes before the stack, so that the stack gets its encryption. */
  async place(text: string): Promise<void> {
    writeAtomically(settingsFile(this.name), text, 0o600);
    // Otherwise Pulumi would choose another provider for a new stack, and encrypt with a key of its own.
    await this.open(secretsProviderIn(text));
    await this.run(["config", "--show-secrets", "--json", "--stack", this.name]);
  }

  draft(settings: NewSettings, secrets: readonly string[]): void {
    const file = settingsFile(this.name);
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const plain = Object.entries(settings.values).filter(([setting]) => !secrets.includes(setting));
    writeFileSync(draftOf(settingsFile(this.name)), edited(text, settings, Object.fromEntries(plain)), { mode: 0o600 });
  }

  /** Passes the value on standard input: every user of the machine can read arguments. */
  async encrypt(setting: string, value: string): Promise<void> {
    const target = ["--stack", this.name, "--config-file", draftOf(settingsFile(this.name))];
    await this.run(["config", "set", "--secret", "--path", setting, ...target], value);
  }

  commit(): void {
    this.throwIfInterrupted();
    writeAtomically(settingsFile(this.name), readFileSync(draftOf(settingsFile(this.name)), "utf8"), 0o600);
    rmSync(draftOf(settingsFile(this.name)));
  }

  async undo(): Promise<void> {
    rmSync(draftOf(settingsFile(this.name)), { force: true });
    if (this.before === undefined) rmSync(settingsFile(this.name), { force: true });
    else
      writeAtomically(
        settingsFile(this.name),
        this.before,
        statSync(settingsFile(this.name), { throwIfNoEntry: false })?.mode,
      );
    if (this.isNew) await this.removeStack();
  }

  /** Removes the stack that was created. A failure must not hide the reason for which everything is undone. */
  private async removeStack(): Promise<void> {
    const names = await this.stackNames().catch(() => undefined);
    if (names && !names.includes(this.name)) return;
    const { failed } = await this.start(["stack", "rm", "--yes", "--preserve-config", this.name]);
    if (failed) log(`  ! The backend may still have the new stack ${this.name}: pulumi stack rm ${this.name}`);
  }

  close(): void {
    this.endHandling();
  }

  /** Returns the names of the project's stacks in the backend. */
  private async stackNames(): Promise<string[]> {
    const { failed, stdout, text } = await this.start(["stack", "ls", "--json"]);
    if (failed) throw this.failure("stack ls", text);
    const stacks = z.array(z.object({ name: z.string() })).parse(JSON.parse(stdout));
    return stacks.map(({ name }) => name.split("/").at(-1) ?? name);
  }

  private async run(args: readonly string[], stdin?: string): Promise<string> {
    this.throwIfInterrupted();
    const { failed, stdout, text } = await this.start(args, stdin);
    this.throwIfInterrupted();
    if (!failed) return stdout;
    throw this.failure(args.slice(0, 2).join(" "), text);
  }

  private failure(command: string, output: string): OperatorError {
    return pulumiFailure(command, output, { note: "; nothing was written", stack: { name: this.name, isDev: false } });
  }

  /** Runs Pulumi out of reach of Ctrl-C: this command reacts to it, between two steps, where it can be undone. */
  private start(args: readonly string[], stdin?: string) {
    return runPulumi([...args, "--non-interactive"], { env: this.env, stdin, signals: "caller" });
  }

  private throwIfInterrupted(): void {
    if (this.isInterrupted) throw new OperatorError("Interrupted; nothing was written.");
  }
}
