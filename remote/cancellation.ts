/** Ctrl-C: whatever waits ends with its next question. */
export const interruption = new AbortController();

export function cancel(): Promise<void> {
  interruption.abort();
  return Promise.resolve();
}
