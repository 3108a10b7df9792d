/** The resource plugins that the project's stacks need, installed where Pulumi looks for them. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { findBuilt, goBuild, hasGo, type GoProgram } from "./from-source/go-build";
import { runPulumi } from "./run-pulumi";
import { OperatorError, task } from "../terminal/output";

type Env = Readonly<Record<string, string>>;

const packageSchema = z.object({ version: z.string() });

/** What each is built with; the aws plugin has no such way, and a stack on AWS reaches the internet anyway. */
const plugins = {
  docker: { tags: ["-tags", "no_compose"], takes: "7 minutes" },
  random: { tags: [], takes: "2 minutes" },
};
type PluginName = keyof typeof plugins;

/**
 * @param built whether the command line was built: then the download of a plugin is not even tried
 * @throws {OperatorError} if one can be neither downloaded nor built
 */
export async function installPlugins(env: Env, built: boolean): Promise<void> {
  for (const name of ["docker", "random"] as const) {
    const version = versionOf(name);
    const place = path.join(homeOf(env), "plugins", `resource-${name}-v${version}`);
    if (existsSync(place) && !isOutdated(place, name)) continue;
    await task(`${name} plugin ${version}`, async () => {
      if (!built && (await install(env, name, version))) return;
      const folder = await build(name, version);
      await install(env, name, version, path.join(folder, `pulumi-resource-${name}`));
      writeFileSync(originFile(place), folder);
    });
  }
}

/** Says what an installed plugin was built from; there is none for one that was downloaded. */
function originFile(place: string): string {
  return `${place}.origin`;
}

/** A plugin that was built is outdated when another one would be built now. */
function isOutdated(place: string, name: PluginName): boolean {
  const origin = originFile(place);
  return existsSync(origin) && readFileSync(origin, "utf8") !== findBuilt(programOf(name, versionOf(name)));
}

function homeOf(env: Env): string {
  return env.PULUMI_HOME ?? process.env.PULUMI_HOME ?? path.join(homedir(), ".pulumi");
}

/** The version of the npm package: the plugin has the same. */
function versionOf(name: PluginName): string {
  const file = path.join(__dirname, `../node_modules/@pulumi/${name}/package.json`);
  return packageSchema.parse(JSON.parse(readFileSync(file, "utf8"))).version;
}

/** @returns false if the download failed @throws {OperatorError} if a given file cannot be installed */
async function install(env: Env, name: PluginName, version: string, file?: string): Promise<boolean> {
  const args = ["plugin", "install", "resource", name, version, ...(file ? ["--file", file, "--reinstall"] : [])];
  const { failed, text } = await runPulumi(args, { env });
  if (failed && file) throw new OperatorError(`pulumi ${args.join(" ")} failed:\n${text}`);
  return !failed;
}

/** @returns the folder with the binary @throws {OperatorError} if there is no Go to build it with */
async function build(name: PluginName, version: string): Promise<string> {
  const program = programOf(name, version);
  if (!findBuilt(program) && !(await hasGo())) throw new OperatorError(noWay(name, version));
  return goBuild(program);
}

function programOf(name: PluginName, version: string): GoProgram {
  const { tags, takes } = plugins[name];
  const flags = [...tags, "-ldflags", `-s -w -X main.version=${version}`];
  return { folder: name, package: ".", binary: `pulumi-resource-${name}`, flags, takes };
}

function noWay(name: string, version: string): string {
  return [
    `Pulumi's ${name} plugin ${version} cannot be downloaded, and there is no Go 1.25.8 or newer to build it with. Choose one of:`,
    `  reach Pulumi's download:  pulumi plugin install resource ${name} ${version}`,
    "  install Go:               https://go.dev/doc/install, and run this again",
  ].join("\n");
}
