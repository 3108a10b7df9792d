/** The gRPC parts of the program's own @pulumi/pulumi, through which the host talks to the engine. */
const { createRequire } = require("node:module");
const path = require("node:path");

/**
 * The SDK's parts, with its own types.
 *
 * @typedef {object} Sdk
 * @property {string} home the package's folder
 * @property {string} version
 * @property {typeof import("@grpc/grpc-js")} grpc
 * @property {import("@grpc/grpc-js").ServiceDefinition} service
 * @property {typeof import("@pulumi/pulumi/proto/language_pb")} language
 * @property {typeof import("@pulumi/pulumi/proto/plugin_pb")} plugin
 * @property {typeof import("google-protobuf/google/protobuf/empty_pb")} empty
 */

/**
 * Loads the SDK that a program has installed.
 *
 * @param {string} root a folder of the program
 * @returns {Sdk}
 * @throws {Error} with the command that installs it, if it is missing
 */
function loadSdk(root) {
  const require = createRequire(path.join(root, "program.js"));
  /** @type {string} */
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
