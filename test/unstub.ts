/** Ends what a file has changed in the environment: the next one shares its process. */
import { afterAll, vi } from "vitest";

afterAll(() => {
  vi.unstubAllEnvs();
});
