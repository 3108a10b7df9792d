import { execa } from "execa";
import type { Stack } from "./stack";
import { OperatorError } from "./steps";

/** Runs Pulumi's command line on one stack, in this checkout. */
export class PulumiCommand {
  /** @param env what makes `pulumi` the right one, before what the stack needs */
  constructor(
    private readonly stack: Stack,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  /**
   * Runs a command in front of the operator.
   *
   * @throws {OperatorError} if it fails; what it printed is on the screen already
   */
  async show(words: readonly string[]): Promise<void> {
    const { failed } = await execa("pulumi", this.words(words), { ...this.options(), stdio: "inherit" });
    if (failed) throw new OperatorError(`pulumi ${words[0] ?? ""} failed: the reason is above.`);
  }

  /** Runs a command and gives its standard output. @throws {OperatorError} with its standard error, if it fails */
  async read(words: readonly string[]): Promise<string> {
    const result = await execa("pulumi", this.words(words), this.options());
    if (result.failed) throw new OperatorError(`pulumi ${words.join(" ")}: ${result.stderr}`);
    return result.stdout;
  }

  /** Every stack of the backend, as JSON. */
  async list(): Promise<string> {
    const { stdout } = await execa("pulumi", ["stack", "ls", "--json"], this.options());
    return String(stdout);
  }

  private words(words: readonly string[]): string[] {
    return [...words, ...this.stack.args];
  }

  private options() {
    return { env: { ...this.env, ...this.stack.env }, reject: false } as const;
  }
}
