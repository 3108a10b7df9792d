/**
 * Runs a program as Pulumi's own runner does, with its ts-node and its way of checking types, until it registers its
 * first resource; prints the milliseconds since the process began. Arguments: the program, and its configuration as JSON.
 */
const path = require("node:path");

const [program = "", config = "{}"] = process.argv.slice(2);
const root = path.join(__dirname, "../..");
/**
 * Pulumi's published types leave this function out.
 *
 * @type {{ typeScriptRequireStrings: () => { tsnodeRequire: string, typescriptRequire: string } }}
 */
const tsutils = require(require.resolve("@pulumi/pulumi/tsutils"));
const { tsnodeRequire, typescriptRequire } = tsutils.typeScriptRequireStrings();
require(tsnodeRequire).register({
  compiler: typescriptRequire,
  project: path.join(root, "tsconfig.json"),
});

const pulumi = require("@pulumi/pulumi");
const resources = require("@pulumi/pulumi/runtime/resource");
pulumi.runtime.setAllConfig(JSON.parse(config));
resources.registerResource = () => {
  console.log(process.uptime() * 1000);
  // Pulumi looks for promises that are not done, and there are some: the rest of the program does not run.
  process.removeAllListeners("exit");
  process.exit(0);
};
/** @type {import("@pulumi/pulumi").runtime.Mocks} */
const mocks = { newResource: () => ({ id: "", state: {} }), call: ({ inputs }) => inputs };
void pulumi.runtime.setMocks(mocks, "aztec-validator", "bench").then(() => require(path.resolve(root, program)));
