/** Installs the resource plugins that the project's stacks need. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { findBuilt, goBuild, hasGo, type GoProgram } from "./from-source/go-build";
import { accountHome } from "./home";
import { runPulumi } from "./run-pulumi";
import { OperatorError } from "../terminal/output";
import type { Steps } from "../terminal/steps";

type Env = Readonly<Record<string, string>>;

const packageSchema = z.object({ version: z.string() });

/** Builds of the plugins. The aws plugin is only downloaded: a stack on AWS needs internet access anyway. */
const plugins = {
  docker: { tags: ["-tags", "no_compose"], takes: "7 minutes" },
  random: { tags: [], takes: "2 minutes" },
};
type PluginName = keyof typeof plugins;

/** A command line to install with. */
interface Cli {
  readonly env: Env;
}

/** Returns the plugins that are missing, or were built from other sources. */
function missing(home: string | undefined): PluginName[] {
  return (["docker", "random"] as const).filter((name) => {
    const folder = folderOf(name, home);
    return !existsSync(folder) || isCutOff(folder) || isOutdated(folder, name);
  });
}

/** Returns whether the installation of a plugin was cut off: Pulumi has such a file until the plugin is whole. */
function isCutOff(folder: string): boolean {
  return existsSync(`${folder}.partial`);
}

/** Returns the plugins' programs that are not built, as far as the plugins are missing. */
export function pluginsToBuild(home: string | undefined): GoProgram[] {
  return missing(home)
    .map((name) => programOf(name, versionOf(name)))
    .filter((program) => !findBuilt(program));
}

/**
 * Adds the steps that install missing plugins where Pulumi looks for them.
 *
 * @param cli   the command line, which may be built meanwhile
 * @param built whether the command line is built: then no download is tried
 */
export async function addPlugins(
  steps: Steps,
  home: string | undefined,
  cli: Promise<Cli>,
  built: boolean,
): Promise<void> {
  const builds: Promise<string>[] = [];
  const installed = missing(home).map((name) => {
    const version = versionOf(name);
    const title = `${name} plugin ${version}`;
    const installBuilt = async (source: string) => {
      await install((await cli).env, name, version, path.join(source, `pulumi-resource-${name}`));
      writeFileSync(originFile(folderOf(name, home)), source);
    };
    if (!built) {
      return steps.add(title, async (abort) => {
        if (!(await install((await cli).env, name, version))) await installBuilt(await build(name, version, abort));
      });
    }
    const note = `from Go modules, about ${plugins[name].takes}`;
    // Two builds at a time, with the command line's: more would only share the processors, and need more memory.
    const after = builds.length > 0 ? [Promise.race([cli, ...builds])] : [];
    const source = steps.add(title, (abort) => build(name, version, abort), { after, note });
    builds.push(source);
    return steps.plan(`installation of the ${name} plugin`, async () => installBuilt(await source), [source, cli]);
  });
  await Promise.all(installed);
}

function folderOf(name: PluginName, home: string | undefined): string {
  return path.join(homeOf(home), "plugins", `resource-${name}-v${versionOf(name)}`);
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

function homeOf(home: string | undefined): string {
  return home ?? process.env.PULUMI_HOME ?? path.join(accountHome(), ".pulumi");
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
async function build(name: PluginName, version: string, abort: AbortSignal): Promise<string> {
  const program = programOf(name, version);
  if (!findBuilt(program) && !(await hasGo())) throw new OperatorError(unavailable(name, version));
  return goBuild(program, abort);
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
