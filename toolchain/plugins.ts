/** The resource plugins that the project's stacks need, installed where Pulumi looks for them. */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { goBuild, hasGo, type GoProgram } from "./go-build";
import { OperatorError, step } from "./steps";

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
    if (existsSync(path.join(homeOf(env), "plugins", `resource-${name}-v${version}`))) continue;
    await step(`${name} plugin ${version}`, async () => {
      if (!built && (await install(env, name, version))) return;
      await install(env, name, version, await build(name, version));
    });
  }
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
  const words = ["plugin", "install", "resource", name, version, ...(file ? ["--file", file] : [])];
  const { failed, all } = await execa("pulumi", words, { env, reject: false, all: true });
  if (failed && file) throw new OperatorError(`pulumi ${words.join(" ")}:\n${all}`);
  return !failed;
}

async function build(name: PluginName, version: string): Promise<string> {
  if (!(await hasGo())) throw new OperatorError(noWay(name, version));
  const { tags, takes } = plugins[name];
  const binary = `pulumi-resource-${name}`;
  const flags = [...tags, "-ldflags", `-s -w -X main.version=${version}`];
  const program: GoProgram = { folder: name, package: ".", binary, flags, takes };
  return path.join(await goBuild(program), binary);
}

function noWay(name: string, version: string): string {
  return [
    `Pulumi's ${name} plugin ${version} cannot be downloaded, and there is no Go 1.25.8 or newer to build it with. Choose one of:`,
    `  reach Pulumi's download:  pulumi plugin install resource ${name} ${version}`,
    "  install Go:               https://go.dev/doc/install, and run this again",
  ].join("\n");
}
