/** Ctrl-C: whatever waits ends with its next question. */
export const cancellation = new AbortController();

export function cancel(): Promise<void> {
  cancellation.abort();
  return Promise.resolve();
}
