import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { useFolder } from "../test/fixtures/folder";
import { PROJECT_DIR } from "./dev-stack";
import { pluginsToBuild } from "./plugins";

const home = useFolder();

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Returns the name of a plugin's folder in PULUMI_HOME. */
function pluginFolder(name: string): string {
  const manifest = readFileSync(path.join(PROJECT_DIR, `node_modules/@pulumi/${name}/package.json`), "utf8");
  return `plugins/resource-${name}-v${(JSON.parse(manifest) as { version: string }).version}`;
}

it("a plugin whose installation was cut off is missing, as for Pulumi itself", () => {
  // An empty cache: a plugin that is missing has to be built.
  vi.stubEnv("XDG_CACHE_HOME", home.at("cache"));
  const missing = () => pluginsToBuild(home.path).map(({ folder }) => folder);
  expect(missing()).toEqual(["docker", "random"]);
  for (const name of ["docker", "random"]) home.makeFolder(pluginFolder(name));
  expect(missing()).toEqual([]);
  home.write(`${pluginFolder("docker")}.partial`, "");
  expect(missing()).toEqual(["docker"]);
});
