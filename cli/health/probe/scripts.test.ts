/** The order of the probe's scripts. The other tests of this folder prove what they do. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { PROBE_SCRIPTS, probeScript } from "./scripts";

const FOLDER = path.join(__dirname, "scripts");

describe("the probe's scripts", () => {
  it("are all listed", () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...PROBE_SCRIPTS].map((name) => `${name}.cjs`).sort());
  });

  it.each(PROBE_SCRIPTS.map((name, index) => [name, index] as const))(
    "%s requires only scripts before it",
    (name, index) => {
      const text = readFileSync(path.join(FOLDER, `${name}.cjs`), "utf8");
      const required = [...text.matchAll(/require\("\.\/(\w+)\.cjs"\)/g)].map(([, other = ""]) => other);
      expect(required.filter((other) => !PROBE_SCRIPTS.slice(0, index).some((before) => before === other))).toEqual([]);
    },
  );

  it("run as one text, without their files", async () => {
    const request = { attesters: [], publishers: [], servers: {}, flags: [], stdin: true };
    const servers = { l1Servers: [], beaconServers: [], debug: [], apiKeys: [], apiKeyHeaders: [] };
    const args = ["-e", probeScript(), JSON.stringify({ ...request, servers })];
    const { stdout } = await execa("node", args, { cwd: "/", input: "{}" });
    expect(JSON.parse(stdout)).toMatchObject({ l1Servers: [], beaconServers: [] });
  });
});
