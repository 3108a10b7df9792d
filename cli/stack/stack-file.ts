/** `Pulumi.<stack>.yaml` of one stack: reads it, changes settings in it, and restores it. */
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PROJECT_NAME, syncDevSettings, type Stack } from "../../pulumi/dev-stack";
import type { PulumiCli } from "../../pulumi/pulumi-cli";
import { OperatorError } from "../../terminal/output";
import { writeAtomically } from "../../remote/atomic-write";
import { editedSettingsFile } from "./settings-yaml";

/** Returns where the next text of a settings file is put together. Git ignores it, and Pulumi takes it for no stack's. */
export function draftOf(settingsFile: string): string {
  const { dir, name, ext } = path.parse(settingsFile);
  return path.join(dir, `.${name}.draft${ext}`);
}

export class StackFile {
  constructor(
    private readonly stack: Stack,
    private readonly pulumi: PulumiCli,
  ) {}

  /** Returns the file's text; secrets in it are encrypted. */
  read(): string {
    return readFileSync(this.stack.settingsFile, "utf8");
  }

  /** Replaces the file's text, in one step. */
  restore(text: string): void {
    const { settingsFile } = this.stack;
    writeAtomically(settingsFile, text, statSync(settingsFile).mode);
    syncDevSettings(this.stack);
  }

  /** Runs work with a copy of the file that has another text. @param work gets the copy's path */
  async withDraft<T>(text: string, work: (draft: string) => Promise<T>): Promise<T> {
    const draft = draftOf(this.stack.settingsFile);
    try {
      writeFileSync(draft, text, { mode: 0o600 });
      return await work(draft);
    } finally {
      rmSync(draft, { force: true });
    }
  }

  /**
   * Sets a setting that is not secret, or removes it. Order, comments and the style of keys stay, which `pulumi config set`
   * does not promise: the file of a development stack is in Git.
   */
  set(path: string, value: string | undefined): void {
    const change = value === undefined ? { set: {}, remove: [path] } : { set: { [path]: value }, remove: [] };
    this.restore(editedSettingsFile(this.read(), PROJECT_NAME, { ...change, replace: false }));
  }

  /**
   * Sets settings: all of them or none, even if this process is killed. Half of a validator's keys would look like all.
   *
   * @param secrets by the settings' names; they are encrypted
   * @throws as refuseDev
   */
  async setSecrets(
    secrets: Readonly<Record<string, string>>,
    plain: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    this.refuseDev();
    await this.withDraft(this.read(), async (draft) => {
      await this.copyWithSecrets(draft, secrets);
      const text = readFileSync(draft, "utf8");
      this.restore(editedSettingsFile(text, PROJECT_NAME, { set: plain, remove: [], replace: false }));
    });
  }

  /** Writes a copy of the file that has further secret settings, encrypted as those of the stack. @param copy its path */
  async copyWithSecrets(copy: string, values: Readonly<Record<string, string>>): Promise<void> {
    writeFileSync(copy, this.read(), { mode: 0o600 });
    for (const [name, value] of Object.entries(values))
      await this.pulumi.feed(value, "config set", "--secret", name, "--config-file", copy);
  }

  /** @throws {OperatorError} for a development stack: its file is in Git, and nothing in it is encrypted */
  refuseDev(): void {
    if (!this.stack.isDev) return;
    throw new OperatorError(
      `${this.stack.name} is a development stack: its first \`up\` generates its keys. For a validator of your own: aztec-validator config --stack <name>, with a name that is not dev and does not begin with dev-`,
    );
  }
}
