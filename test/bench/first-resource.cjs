/**
 * Runs a program as Pulumi's own runner does, until it registers its first resource; prints the milliseconds since the
 * process began. Arguments: the program, and its configuration as JSON. For a program in TypeScript, the runner's ts-node
 * is loaded before, with its way of checking types.
 */
const path = require("node:path");

const [program = "", config = "{}"] = process.argv.slice(2);
const root = path.join(__dirname, "../..");

if (program.endsWith(".ts")) {
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
}

// Parts of the SDK, as in the runner: the program loads the SDK itself.
const { setAllConfig } = require("@pulumi/pulumi/runtime/config");
const { setMocks } = require("@pulumi/pulumi/runtime/mocks");
const resources = require("@pulumi/pulumi/runtime/resource");
setAllConfig(JSON.parse(config));
resources.registerResource = () => {
  console.log(process.uptime() * 1000);
  // Pulumi looks for promises that are not done, and there are some: the rest of the program does not run.
  process.removeAllListeners("exit");
  process.exit(0);
};

/** Runs the program: a function that it exports is called. */
function run() {
  const exported = require(path.resolve(root, program));
  return typeof exported === "function" ? exported() : exported;
}

/** @type {import("@pulumi/pulumi").runtime.Mocks} */
const mocks = { newResource: () => ({ id: "", state: {} }), call: ({ inputs }) => inputs };
void setMocks(mocks, "aztec-validator", "bench").then(run);
