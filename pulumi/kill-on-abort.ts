import type { ChildProcess } from "node:child_process";

/**
 * Ends a command when `abort` says so. Its promise then settles when the process has ended; with the option `signal` it
 * would settle before.
 */
export function killOnAbort<Child extends ChildProcess>(child: Child, abort: AbortSignal | undefined): Child {
  const kill = () => void child.kill();
  if (abort?.aborted) kill();
  abort?.addEventListener("abort", kill, { once: true });
  child.once("exit", () => {
    abort?.removeEventListener("abort", kill);
  });
  return child;
}
