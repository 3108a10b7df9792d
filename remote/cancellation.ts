/** Ctrl-C: every wait ends with its next check. */
export const cancellation = new AbortController();

export function cancel(): Promise<void> {
  cancellation.abort();
  return Promise.resolve();
}
