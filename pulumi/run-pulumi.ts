import { execa } from "execa";
import { END_SIGNALS, handleSignals, isHandled } from "../terminal/end-signals";
import { PROJECT_DIR } from "./dev-stack";

export interface PulumiOptions {
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default the project's folder */
  readonly cwd?: string;
  /** Text for standard input, where a secret is in no list of processes. */
  readonly stdin?: string | undefined;
  /** Whether Pulumi gets the operator's terminal instead: for commands that show their progress and prompt. */
  readonly terminal?: boolean;
  /**
   * Receiver of Ctrl-C. `pulumi`: only Pulumi, which then completes its current step; a terminal that is closed
   * interrupts neither. `caller`: only this process, for work that has to be undone. `both` by default.
   */
  readonly signals?: "both" | "pulumi" | "caller";
}

/** How a command ended, with its standard output, and with everything that it printed. */
export interface PulumiResult {
  readonly failed: boolean;
  /** Whether the operator pressed Ctrl-C while it ran, and only Pulumi got it. */
  readonly isInterrupted?: boolean;
  readonly stdout: string;
  readonly text: string;
}

/** Script that starts a program which goes on when its terminal or SSH session is closed: else a node would stay half replaced. */
const OUTLIVE_TERMINAL = 'trap "" HUP; exec "$0" "$@"';

/** Keeps Pulumi from asking for newer releases of itself where nobody reads the answer: that takes a connection. */
const QUIET = { PULUMI_SKIP_UPDATE_CHECK: "true" };

/**
 * Runs Pulumi's command line. Nothing else starts it, except for the program, which has to do so synchronously
 * (resources/ask-pulumi.ts).
 *
 * The `PulumiCommand` of @pulumi/pulumi/automation (3.250.0) cannot replace it. It adds --non-interactive to each command
 * and offers neither a terminal nor standard input, so a secret would be an argument that every process can read.
 */
export async function runPulumi(args: readonly string[], options: PulumiOptions = {}): Promise<PulumiResult> {
  const { env, cwd = PROJECT_DIR, stdin, terminal = false, signals = "both" } = options;
  const common = { cwd, reject: false, detached: signals === "caller", ...environment(env) } as const;
  const run = async () => {
    if (terminal) {
      const shown = { ...common, stdio: "inherit" } as const;
      const outliving = ["-c", OUTLIVE_TERMINAL, "pulumi", ...args];
      const { failed } = await (signals === "pulumi" ? execa("sh", outliving, shown) : execa("pulumi", args, shown));
      return { failed, stdout: "", text: "" };
    }
    const input = stdin === undefined ? ({ stdin: "ignore" } as const) : { input: stdin };
    const env = { ...QUIET, ...common.env };
    const { failed, stdout, all = "" } = await execa("pulumi", args, { ...common, ...input, env, all: true });
    return { failed, stdout, text: all };
  };
  return signals === "pulumi" ? ignoringInterrupts(run) : run();
}

/**
 * Returns the environment as options of execa. Pulumi prefers a passphrase in a variable to one in a file: the operator's
 * own, for other stacks, must not encrypt or decrypt a stack that has its passphrase in a file.
 */
function environment(env: PulumiOptions["env"]): { env?: NodeJS.ProcessEnv; extendEnv?: boolean } {
  if (!env) return {};
  if (!env.PULUMI_CONFIG_PASSPHRASE_FILE) return { env };
  const inherited = { ...process.env };
  delete inherited.PULUMI_CONFIG_PASSPHRASE;
  return { env: { ...inherited, ...env }, extendEnv: false };
}

/**
 * Ignores the signals here: a second one from this process would cut off the step that Pulumi completes. SIGTERM ends this
 * process and Pulumi, unless a caller handles it: then it waits for the step, too.
 */
async function ignoringInterrupts(work: () => Promise<PulumiResult>): Promise<PulumiResult> {
  let isInterrupted = false;
  const signals = END_SIGNALS.filter((signal) => signal !== "SIGTERM" || isHandled(signal));
  const endHandling = handleSignals(signals, (signal) => {
    isInterrupted ||= signal !== "SIGHUP";
  });
  try {
    return { ...(await work()), isInterrupted };
  } finally {
    endHandling();
  }
}
