/** Signals that end a command: Ctrl-C, `kill`, and a terminal or SSH session that is closed. */
export const END_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
