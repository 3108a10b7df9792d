/** Signals that end a command: Ctrl-C, `kill`, and a terminal or SSH session that is closed. */
export const END_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

type Handler = (signal: NodeJS.Signals) => void;

/** Handlers of this project. Those of packages, such as execa's while a child runs, decide nothing: they only clean up. */
const own = new Set<unknown>();

/** Handles signals. @returns what ends that */
export function handleSignals(signals: readonly NodeJS.Signals[], handler: Handler): () => void {
  own.add(handler);
  for (const signal of signals) process.on(signal, handler);
  return () => {
    for (const signal of signals) process.off(signal, handler);
    own.delete(handler);
  };
}

/** Returns whether this project handles a signal now. */
export function isHandled(signal: NodeJS.Signals): boolean {
  return process.listeners(signal).some((listener) => own.has(listener));
}

/** Returns whether a handler is the newest of this project, which decides what a signal does. */
export function decides(signal: NodeJS.Signals, handler: Handler): boolean {
  const handlers = process.listeners(signal).filter((listener) => own.has(listener));
  return handlers.at(-1) === handler;
}
