import { execa } from "execa";
import { fileBackend, removeEmptyNotes } from "./file-backend";
import { DEV_DIR, PROJECT_DIR, type Stack } from "./dev-stack";
import { isCutOffFile } from "./errors";
import { OperatorError, log } from "../terminal/output";

/** The commands that read the stack's settings, and can be told where they are. */
const READS_CONFIG = new Set(["up", "preview", "refresh", "destroy"]);
/** Those that write them. */
const WRITES_CONFIG = new Set(["config set", "config rm"]);

/** How a command ended, with its standard output, and with everything that it printed. */
interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly text: string;
}

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
  async show(command: string, ...words: string[]): Promise<void> {
    const options = { ...this.options(command), stdio: "inherit" } as const;
    const { failed } = await untouched(() => execa("pulumi", this.words(command, words), options));
    if (failed) throw new OperatorError(`pulumi ${command} failed: the reason is above.`);
  }

  /** Runs a command ("stack output") and gives its standard output. @throws {OperatorError} with what it printed, if it fails */
  async read(command: string, ...words: string[]): Promise<string> {
    const result = await this.run(command, ...words);
    if (result.code !== 0) throw new OperatorError(`pulumi ${command} failed:\n${result.text}`);
    return result.stdout;
  }

  /** Runs a command that reads a secret from its standard input: in no argument, and so in no process list. */
  async feed(secret: string, command: string, ...words: string[]): Promise<void> {
    const { code, text } = await this.tried(command, words, secret);
    if (code !== 0) throw new OperatorError(`pulumi ${command} failed:\n${text}`);
  }

  /** Runs a command; what comes of it is the caller's to judge. */
  run(command: string, ...words: string[]): Promise<Outcome> {
    return this.tried(command, words);
  }

  /** After a Pulumi that was killed it can take two tries. */
  private async tried(command: string, words: readonly string[], input?: string): Promise<Outcome> {
    const first = await this.once(command, words, input);
    if (first.code === 0 || !isCutOffFile(first.text)) return first;
    const backend = await fileBackend({ ...this.env, ...this.stack.env });
    if (backend === undefined || removeEmptyNotes(backend) === 0) return first;
    log(`  ! a Pulumi was killed while it wrote the state of ${this.stack.name}: what it left half done is removed`);
    return this.once(command, words, input);
  }

  private async once(command: string, words: readonly string[], input?: string): Promise<Outcome> {
    const options = { ...this.options(command), all: true, ...(input === undefined ? {} : { input }) };
    const { exitCode, stdout, all = "" } = await execa("pulumi", this.words(command, words), options);
    return { code: exitCode, stdout, text: all };
  }

  private words(command: string, words: readonly string[]): string[] {
    const { name } = this.stack;
    const config = this.configOf(command);
    return [...command.split(" "), ...words, "--stack", name, ...(config ? ["--config-file", config] : [])];
  }

  /** A development stack's settings are read from a copy, and written where the operator reads them. */
  private configOf(command: string): string | undefined {
    const { config, isDev, settingsFile } = this.stack;
    if (READS_CONFIG.has(command)) return config;
    return isDev && WRITES_CONFIG.has(command) ? settingsFile : undefined;
  }

  private options(command: string) {
    const inProject = READS_CONFIG.has(command) || WRITES_CONFIG.has(command);
    const cwd = this.stack.isDev && !inProject ? DEV_DIR : PROJECT_DIR;
    return { env: { ...this.env, ...this.stack.env }, cwd, reject: false } as const;
  }
}

/** Leaves Ctrl-C to the command alone: Pulumi ends what it is at, and a second signal from here would cut that off. */
async function untouched<T>(work: () => Promise<T>): Promise<T> {
  const ignore = () => undefined;
  process.on("SIGINT", ignore);
  try {
    return await work();
  } finally {
    process.off("SIGINT", ignore);
  }
}
