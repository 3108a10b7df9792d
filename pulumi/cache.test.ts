import { homedir } from "node:os";
import path from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { cacheDir } from "./cache";

afterEach(() => {
  vi.unstubAllEnvs();
});

it.each([
  ["/var/cache/joe", "/var/cache/joe/aztec-validator/pulumi"],
  ["", path.join(homedir(), ".cache/aztec-validator/pulumi")],
  [undefined, path.join(homedir(), ".cache/aztec-validator/pulumi")],
])("with XDG_CACHE_HOME %j the cache has the folder %j", (variable, folder) => {
  vi.stubEnv("XDG_CACHE_HOME", variable);
  expect(cacheDir("pulumi")).toBe(folder);
});
