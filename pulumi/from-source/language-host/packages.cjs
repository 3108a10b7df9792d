/** The npm packages of a program: the plugins they need, their versions, and their installation. */
const { spawn } = require("node:child_process");
const { existsSync, readFileSync } = require("node:fs");
const path = require("node:path");

/** @typedef {import("./sdk.cjs").Sdk} Sdk */
/** @typedef {import("@pulumi/pulumi/proto/language_pb").ProgramInfo | undefined} ProgramInfo */

/**
 * The fields of a package.json that count here.
 *
 * @typedef {object} Package
 * @property {string} name
 * @property {string} version
 * @property {{ resource?: boolean, name?: string, version?: string, server?: string }} [pulumi]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 */

/**
 * @param {string} file
 * @returns {Package}
 */
const parseJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/**
 * Returns the package.json of each direct dependency that is installed.
 *
 * @param {string} [directory] of the program
 */
function dependencies(directory = ".") {
  const { dependencies = {}, devDependencies = {} } = parseJson(path.join(directory, "package.json"));
  return Object.keys({ ...dependencies, ...devDependencies }).flatMap((name) => {
    const file = path.join(directory, "node_modules", name, "package.json");
    return existsSync(file) ? [parseJson(file)] : [];
  });
}

/**
 * Lists the plugins whose Node SDKs are installed.
 *
 * @param {Sdk} sdk
 * @param {ProgramInfo} info
 */
function requiredPackages({ language, plugin }, info) {
  const needed = dependencies(info?.getRootDirectory()).filter(({ pulumi }) => pulumi?.resource);
  const packages = needed.map(({ name, version, pulumi }) => {
    const dependency = new plugin.PackageDependency();
    dependency.setKind("resource");
    dependency.setName(pulumi?.name ?? name.replace(/^@pulumi\//, ""));
    dependency.setVersion(`v${(pulumi?.version ?? version).replace(/^v/, "")}`);
    if (pulumi?.server) dependency.setServer(pulumi.server);
    return dependency;
  });
  return new language.GetRequiredPackagesResponse().setPackagesList(packages);
}

/**
 * Lists the direct dependencies with their versions.
 *
 * @param {Sdk} sdk
 * @param {ProgramInfo} info
 */
function programDependencies({ language }, info) {
  const list = dependencies(info?.getRootDirectory()).map(({ name, version }) =>
    new language.DependencyInfo().setName(name).setVersion(version),
  );
  return new language.GetProgramDependenciesResponse().setDependenciesList(list);
}

/**
 * Serves `pulumi install`, and streams npm's output to the engine.
 *
 * @param {Sdk} sdk
 * @param {import("@grpc/grpc-js").ServerWritableStream<
 *   import("@pulumi/pulumi/proto/language_pb").InstallDependenciesRequest,
 *   import("@pulumi/pulumi/proto/language_pb").InstallDependenciesResponse
 * >} call
 */
function installDependencies({ language, grpc }, call) {
  const directory = call.request.getInfo()?.getProgramDirectory() || call.request.getDirectory();
  const args = [existsSync(path.join(directory, "package-lock.json")) ? "ci" : "install", "--loglevel=error"];
  const npm = spawn("npm", args, { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
  npm.stdout.on("data", (data) => call.write(new language.InstallDependenciesResponse().setStdout(data)));
  npm.stderr.on("data", (data) => call.write(new language.InstallDependenciesResponse().setStderr(data)));
  npm.on("close", (code) => {
    if (code === 0) call.end();
    else call.emit("error", { code: grpc.status.UNKNOWN, details: `npm ${args[0]} ended with exit code ${code}` });
  });
}

module.exports = { installDependencies, programDependencies, requiredPackages };
