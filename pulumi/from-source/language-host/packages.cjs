/** The npm packages of a program: which plugins they need, what they are, how they are installed. */
const { spawn } = require("node:child_process");
const { existsSync, readFileSync } = require("node:fs");
const path = require("node:path");

const readJson = (file) => JSON.parse(readFileSync(file, "utf8"));

/** The program's own dependencies: each package.json, of those that are installed. */
function dependencies(directory) {
  const { dependencies = {}, devDependencies = {} } = readJson(path.join(directory, "package.json"));
  return Object.keys({ ...dependencies, ...devDependencies }).flatMap((name) => {
    const file = path.join(directory, "node_modules", name, "package.json");
    return existsSync(file) ? [readJson(file)] : [];
  });
}

/** The plugins that those packages are the Node side of. */
function requiredPackages({ language, plugin }, info) {
  const needed = dependencies(info.getRootDirectory()).filter(({ pulumi }) => pulumi?.resource);
  const packages = needed.map(({ name, version, pulumi }) => {
    const dependency = new plugin.PackageDependency();
    dependency.setKind("resource");
    dependency.setName(pulumi.name ?? name.replace(/^@pulumi\//, ""));
    dependency.setVersion(`v${(pulumi.version ?? version).replace(/^v/, "")}`);
    if (pulumi.server) dependency.setServer(pulumi.server);
    return dependency;
  });
  return new language.GetRequiredPackagesResponse().setPackagesList(packages);
}

function programDependencies({ language }, info) {
  const list = dependencies(info.getRootDirectory()).map(({ name, version }) =>
    new language.DependencyInfo().setName(name).setVersion(version),
  );
  return new language.GetProgramDependenciesResponse().setDependenciesList(list);
}

/** `pulumi install`: what npm says goes to the engine as it comes. */
function installDependencies({ language, grpc }, call) {
  const directory = call.request.getInfo()?.getProgramDirectory() || call.request.getDirectory();
  const words = [existsSync(path.join(directory, "package-lock.json")) ? "ci" : "install", "--loglevel=error"];
  const npm = spawn("npm", words, { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
  npm.stdout.on("data", (data) => call.write(new language.InstallDependenciesResponse().setStdout(data)));
  npm.stderr.on("data", (data) => call.write(new language.InstallDependenciesResponse().setStderr(data)));
  npm.on("close", (code) => {
    if (code === 0) call.end();
    else call.emit("error", { code: grpc.status.UNKNOWN, details: `npm ${words[0]} ended with exit code ${code}` });
  });
}

module.exports = { installDependencies, programDependencies, requiredPackages };
