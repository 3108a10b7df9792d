/** The parts of the program's own @pulumi/pulumi that the host speaks to the engine with. */
const { createRequire } = require("node:module");
const path = require("node:path");

/** @param root a folder of the program @throws with what to do, if its packages are not installed */
function loadSdk(root) {
  const require = createRequire(path.join(root, "program.js"));
  let home;
  try {
    home = path.dirname(require.resolve("@pulumi/pulumi/package.json"));
  } catch {
    throw new Error(`@pulumi/pulumi is not installed in ${root}: run npm ci there`);
  }
  const load = createRequire(path.join(home, "sdk.js"));
  return {
    home,
    version: load("./package.json").version,
    grpc: load("@grpc/grpc-js"),
    service: load("./proto/language_grpc_pb").LanguageRuntimeService,
    language: load("./proto/language_pb"),
    plugin: load("./proto/plugin_pb"),
    empty: load("google-protobuf/google/protobuf/empty_pb"),
  };
}

module.exports = { loadSdk };
