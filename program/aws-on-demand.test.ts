/** What a stack that is not on AWS has to do with AWS: nothing. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { expect, it } from "vitest";
import { configOf, dev, onAws, SECRETS, testnet } from "../test/fixtures/stacks";
import { runProgram } from "../test/fakes/recorder";

const ROOT = path.join(__dirname, "..");
const { cache } = createRequire(__filename);
const loaded = () => Object.keys(cache).filter((file) => file.includes("/@pulumi/aws/")).length;

it("a stack on this machine or a server does not load the package of AWS; one on AWS does", async () => {
  const server = { ...testnet, "host.kind": "ssh", "host.address": "198.51.100.7" };
  await runProgram({ config: configOf(dev) });
  await runProgram({ name: "server", config: configOf(server), secrets: SECRETS });
  expect(loaded()).toBe(0);
  await runProgram({ name: "aws", config: configOf(onAws(testnet)), secrets: SECRETS });
  expect(loaded()).toBeGreaterThan(0);
});

/** Returns the plugins that Pulumi's Node host would fetch: it reads every package.json below `node_modules`. */
function pluginsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "package.json")
    .map((file) => JSON.parse(readFileSync(path.join(folder, file), "utf8")) as { pulumi?: Mark })
    .flatMap(({ pulumi }) => (pulumi?.resource ? [pulumi.name ?? "?"] : []));
}
interface Mark {
  readonly resource?: boolean;
  readonly name?: string;
}

it("after npm ci, Pulumi fetches the plugins docker and random for every stack, and aws for none in advance", () => {
  const { scripts } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { scripts: object };
  expect(scripts).toMatchObject({ prepare: "node pulumi/aws-on-demand.cjs" });
  createRequire(__filename)("../pulumi/aws-on-demand.cjs");
  expect(pluginsIn(path.join(ROOT, "node_modules/@pulumi")).sort()).toEqual(["docker", "random"]);
  const { version } = JSON.parse(readFileSync(path.join(ROOT, "node_modules/@pulumi/aws/package.json"), "utf8")) as {
    version: string;
  };
  expect(version).toBe("7.48.0");
});
