/** Installs the resource plugins that the project's stacks need. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { findBuilt, goBuild, hasGo, type GoProgram } from "./from-source/go-build";
import { runPulumi } from "./run-pulumi";
import { OperatorError, task } from "../terminal/output";

type Env = Readonly<Record<string, string>>;

const packageSchema = z.object({ version: z.string() });

/** How each is built. The aws plugin is only downloaded: a stack on AWS needs internet access anyway. */
const plugins = {
  docker: { tags: ["-tags", "no_compose"], takes: "7 minutes" },
  random: { tags: [], takes: "2 minutes" },
};
type PluginName = keyof typeof plugins;

/**
 * Installs the plugins where Pulumi looks for them.
 *
 * @param built whether the command line was built: then no download is tried
 * @throws {OperatorError} if one can be neither downloaded nor built
 */
export async function installPlugins(env: Env, built: boolean): Promise<void> {
  for (const name of ["docker", "random"] as const) {
    const version = versionOf(name);
    const folder = path.join(homeOf(env), "plugins", `resource-${name}-v${version}`);
    if (existsSync(folder) && !isOutdated(folder, name)) continue;
    await task(`${name} plugin ${version}`, async () => {
      if (!built && (await install(env, name, version))) return;
      const source = await build(name, version);
      await install(env, name, version, path.join(source, `pulumi-resource-${name}`));
      writeFileSync(originFile(folder), source);
    });
  }
}

/** Returns the file that names the build a plugin comes from; a downloaded plugin has none. */
function originFile(folder: string): string {
  return `${folder}.origin`;
}

/** Returns whether a plugin was built from other sources than the present ones. */
function isOutdated(folder: string, name: PluginName): boolean {
  const origin = originFile(folder);
  return existsSync(origin) && readFileSync(origin, "utf8") !== findBuilt(programOf(name, versionOf(name)));
}

function homeOf(env: Env): string {
  return env.PULUMI_HOME ?? process.env.PULUMI_HOME ?? path.join(homedir(), ".pulumi");
}

/** Returns the version of the npm package, which is the plugin's too. */
function versionOf(name: PluginName): string {
  const file = path.join(__dirname, `../node_modules/@pulumi/${name}/package.json`);
  return packageSchema.parse(JSON.parse(readFileSync(file, "utf8"))).version;
}

/** Installs a plugin, from a file or by download. @returns false if the download failed @throws {OperatorError} if the file cannot be installed */
async function install(env: Env, name: PluginName, version: string, file?: string): Promise<boolean> {
  const args = ["plugin", "install", "resource", name, version, ...(file ? ["--file", file, "--reinstall"] : [])];
  const { failed, text } = await runPulumi(args, { env });
  if (failed && file) throw new OperatorError(`pulumi ${args.join(" ")} failed:\n${text}`);
  return !failed;
}

/** Builds a plugin. @returns the folder with the binary @throws {OperatorError} if no suitable Go is installed */
async function build(name: PluginName, version: string): Promise<string> {
  const program = programOf(name, version);
  if (!findBuilt(program) && !(await hasGo())) throw new OperatorError(unavailable(name, version));
  return goBuild(program);
}

function programOf(name: PluginName, version: string): GoProgram {
  const { tags, takes } = plugins[name];
  const flags = [...tags, "-ldflags", `-s -w -X main.version=${version}`];
  return { folder: name, package: ".", binary: `pulumi-resource-${name}`, flags, takes };
}

function unavailable(name: string, version: string): string {
  return [
    `Pulumi's ${name} plugin ${version} cannot be downloaded, and Go 1.25.8 or newer to build it is missing. Choose one of:`,
    `  download it:  pulumi plugin install resource ${name} ${version}`,
    "  install Go:   https://go.dev/doc/install, then run the command again",
  ].join("\n");
}
