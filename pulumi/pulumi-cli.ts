import { readFileSync } from "node:fs";
import { fileBackend, removeEmptyAttributes } from "./file-backend";
import { DEV_DIR, PROJECT_DIR, PROJECT_NAME, type Stack } from "./dev-stack";
import { isCutOffFile, isForeignSecret } from "./errors";
import { type DecryptionError, decryptionFailure, type FailedStack, pulumiFailure } from "./failure";
import { secretsIn } from "./stack-secrets";
import { runPulumi, type PulumiResult } from "./run-pulumi";
import { OperatorError, log } from "../terminal/output";

/** Commands that read the stack's settings, and accept --config-file. */
const READS_CONFIG = new Set(["up", "preview", "refresh", "destroy"]);

/** Pulumi's commands on one stack of this checkout. */
export class PulumiCli {
  /** @param env selects the `pulumi` to run; the stack's environment is added */
  constructor(
    private readonly stack: Stack,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /**
   * Runs a command on the operator's terminal.
   *
   * @throws {OperatorError} if it fails; its output is on the terminal already
   */
  async show(command: string, ...args: string[]): Promise<void> {
    const options = { ...this.options(command), terminal: true, signals: "pulumi" } as const;
    const { failed, isInterrupted } = await runPulumi(this.args(command, args), options);
    if (failed && isInterrupted)
      throw new OperatorError(
        `pulumi ${command} was interrupted. What it had completed is in the state: run the same command again, and it continues.`,
      );
    if (failed) throw new OperatorError(`pulumi ${command} failed: the reason is above.`);
  }

  /** The same where nothing has decrypted the stack before: Pulumi's own words for a wrong key do not say what to do. */
  async showFirst(command: string, ...args: string[]): Promise<void> {
    try {
      await this.show(command, ...args);
    } catch (error) {
      throw (await this.decryptionError()) ?? error;
    }
  }

  /** Runs a command ("stack output") and returns its standard output. @throws {OperatorError} with all its output, if it fails */
  async read(command: string, ...args: string[]): Promise<string> {
    const { failed, stdout, text } = await this.run(command, ...args);
    if (failed) throw await this.failure(command, text);
    return stdout;
  }

  /** Runs a command that reads a secret from its standard input: an argument would be visible to every process. */
  async feed(secret: string, command: string, ...args: string[]): Promise<void> {
    const { failed, text } = await this.runRepairing(command, args, secret);
    if (failed) throw await this.failure(command, text);
  }

  /** Runs a command, and leaves a failure to the caller. */
  run(command: string, ...args: string[]): Promise<PulumiResult> {
    return this.runRepairing(command, args);
  }

  private async failure(command: string, output: string): Promise<OperatorError> {
    return pulumiFailure(command, output, { stack: await this.failedStack(output) });
  }

  /** Finds out whether the secrets of the stack cannot be decrypted; Pulumi's own words are on the terminal already. */
  private async decryptionError(): Promise<DecryptionError | undefined> {
    for (const command of ["config", "stack export"]) {
      const { failed, text } = await this.run(command, "--show-secrets");
      const error = failed ? decryptionFailure(text, await this.failedStack(text)) : undefined;
      if (error) return error;
    }
    return undefined;
  }

  /** Describes the stack of a failed command. Pulumi does not name the secret that it cannot decrypt: each is tried. */
  private async failedStack(output: string): Promise<FailedStack> {
    const { name, isDev, settingsFile } = this.stack;
    if (!isForeignSecret(output)) return { name, isDev };
    const tried = await Promise.all(
      secretsIn(readFileSync(settingsFile, "utf8"), PROJECT_NAME).map(async (secret) => {
        const { failed, text } = await this.run("config get", secret);
        return failed && isForeignSecret(text) ? [secret] : [];
      }),
    );
    return { name, isDev, foreignSecrets: tried.flat() };
  }

  /** Runs a command, and once more if it failed at a file that a killed Pulumi left incomplete. */
  private async runRepairing(command: string, args: readonly string[], stdin?: string): Promise<PulumiResult> {
    const run = () => runPulumi(this.args(command, args), { ...this.options(command), stdin });
    const first = await run();
    if (!first.failed || !isCutOffFile(first.text)) return first;
    const backend = await fileBackend({ ...this.env, ...this.stack.env });
    if (backend === undefined || removeEmptyAttributes(backend) === 0) return first;
    log(`  ! Pulumi was killed while it saved the state of ${this.stack.name}: the incomplete files are removed`);
    return run();
  }

  private args(command: string, args: readonly string[]): string[] {
    const config = this.configFile(command);
    return [
      ...command.split(" "),
      ...args,
      "--stack",
      this.stack.name,
      ...(config === undefined ? [] : ["--config-file", config]),
    ];
  }

  /** Returns the copy from which Pulumi reads a development stack's settings. Pulumi writes none of them. */
  private configFile(command: string): string | undefined {
    return READS_CONFIG.has(command) ? this.stack.config : undefined;
  }

  private options(command: string) {
    const cwd = this.stack.isDev && !READS_CONFIG.has(command) ? DEV_DIR : PROJECT_DIR;
    return { env: { ...this.env, ...this.stack.env }, cwd };
  }
}
