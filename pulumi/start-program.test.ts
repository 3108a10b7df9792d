/** What Pulumi starts: the program from its compiled file, in a process of its own. */
import { execa } from "execa";
import { expect, it } from "vitest";
import { PROJECT_DIR } from "./dev-stack";
import { configOf, dev } from "../test/fixtures/stacks";

/** Runs the program as Pulumi's runner does, under Pulumi's mocks; prints its outputs' names and what it has loaded. */
const RUNNER = `
require("source-map-support/register");
const start = require("./pulumi/start-program.cjs");
const pulumi = require("@pulumi/pulumi");
const mocks = { newResource: ({ name }) => ({ id: name, state: {} }), call: ({ inputs }) => inputs };
pulumi.runtime.setAllConfig(JSON.parse(process.argv[1]));
pulumi.runtime.setMocks(mocks, "aztec-validator", "dev", true).then(async () => {
  const outputs = await start();
  const loaded = (part) => Object.keys(require.cache).filter((file) => file.includes(part)).length;
  console.log(JSON.stringify({
    outputs: Object.keys(outputs),
    compiled: loaded("/.cache/programs/index-"),
    aws: loaded("/@pulumi/aws/"),
    tsNode: loaded("/ts-node"),
    arborist: loaded("/@npmcli/"),
    typescript: loaded("/typescript/"),
    onUse: [typeof require("@npmcli/arborist").Arborist, require("typescript").SyntaxKind.EndOfFileToken],
    mapsStacks: Error.prepareStackTrace !== undefined,
  }));
  process.removeAllListeners("exit");
  process.exit();
});
`;

const config = Object.fromEntries(
  Object.entries(configOf(dev)).map(([name, value]) => [`aztec-validator:${name}`, value]),
);

async function run(env: Record<string, string> = {}): Promise<unknown> {
  const args = ["--eval", RUNNER, JSON.stringify(config)];
  const { stdout } = await execa(process.execPath, args, { cwd: PROJECT_DIR, env });
  return JSON.parse(stdout.split("\n").at(-1) ?? "");
}

it("runs index.ts from one file, returns the outputs, and loads no package that it does not use", async () => {
  expect(await run()).toEqual({
    outputs: [
      "nodeVersion",
      "chain",
      "peerId",
      "enr",
      "p2pEndpoint",
      "rpcUrl",
      "containerName",
      "volume",
      "imageDigest",
      "coinbase",
      "attesters",
      "adminApiKey",
    ],
    compiled: 1,
    aws: 0,
    tsNode: 0,
    // What stands in for each until it is used.
    arborist: 1,
    typescript: 1,
    onUse: ["function", 1],
    mapsStacks: false,
  });
});

it("keeps the positions in the sources for who looks for a fault", async () => {
  expect(await run({ AZTEC_VALIDATOR_TRACE: "1" })).toMatchObject({ mapsStacks: true });
});
