/** Runs a command on a pseudo-terminal and types into it, by `script`, which every Debian has. */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";

export const ENTER = "\r";
export const DOWN = "\u001b[B";
export const CTRL_C = "\u0003";

/** Milliseconds until a text that does not come is a failure, with the screen in its message. */
const PATIENCE = 60_000;

export class Terminal {
  private readonly child: ChildProcessWithoutNullStreams;
  private seen = "";
  private read = 0;
  private readonly ended: Promise<number>;
  private look: () => void = () => undefined;

  constructor(command: string, env: Readonly<Record<string, string>>) {
    const sized = `stty cols 250 rows 60; ${command}`;
    this.child = spawn("script", ["-qefc", sized, "/dev/null"], { env: { ...process.env, ...env, TERM: "xterm" } });
    this.child.stdout.on("data", (data: Buffer) => {
      this.seen += data.toString();
      this.look();
    });
    this.ended = new Promise((resolve) =>
      this.child.once("close", (code) => {
        resolve(code ?? -1);
        this.look();
      }),
    );
  }

  /** All text of the screen, without control sequences. */
  get text(): string {
    // oxlint-disable-next-line no-control-regex
    return this.seen.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "").replaceAll("\r", "");
  }

  /**
   * Waits for a text after the last one that it waited for.
   *
   * @throws with the screen's text, if the command ends before, or the text does not come in {@link PATIENCE}
   */
  async sees(text: string): Promise<void> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const at = this.text.indexOf(text, this.read);
      if (at >= 0) {
        this.read = at + text.length;
        return;
      }
      if (this.child.exitCode !== null || Date.now() >= deadline)
        throw new Error(`"${text}" did not come:\n${this.text.slice(this.read)}`);
      await new Promise<void>((resolve) => {
        this.look = resolve;
        setTimeout(resolve, deadline - Date.now()).unref();
      });
    }
  }

  types(keys: string): void {
    this.child.stdin.write(keys);
  }

  /** Closes the terminal, as a lost SSH session does: the system sends SIGHUP to what runs on it. */
  close(): void {
    this.child.kill("SIGKILL");
  }

  /** The command's exit code. */
  end(): Promise<number> {
    return this.ended;
  }
}
