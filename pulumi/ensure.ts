/**
 * Finds Pulumi's command line and its plugins: the installed ones, else the official download, else, where only package
 * registries can be reached, a build from Go modules.
 */
import path from "node:path";
import { buildCli, cliProgram, findBuiltCli } from "./from-source/built-cli";
import { type GoProgram, hasGo, removeGoCaches } from "./from-source/go-build";
import { downloadCli, findDownloadedCli, isDownloadReachable } from "./official-cli";
import { addPlugins, pluginsToBuild } from "./plugins";
import { runPulumi } from "./run-pulumi";
import { OperatorError, log } from "../terminal/output";
import { runSteps, type Steps } from "../terminal/steps";
import { isAtLeast } from "../settings/version";

/**
 * The release that is downloaded or built, and the oldest that is accepted: from 3.238 on a failing hook fails the
 * deployment, and the tests run on 3.250.
 */
export const PULUMI_VERSION = "3.250.0";

export interface PulumiToolchain {
  readonly version: string;
  /** To be merged into the environment of `pulumi`. */
  readonly env: Readonly<Record<string, string>>;
}

export interface PulumiChoice {
  /** Where Pulumi keeps plugins and logins. @default the user's own folder */
  readonly home?: string | undefined;
  /** Whether to print nothing about what is present already. */
  readonly quiet?: boolean;
  /** Whether the plugins are needed too: only commands that create, change or remove resources use them. @default true */
  readonly plugins?: boolean;
}

/**
 * Finds, downloads or builds a Pulumi that can run this project.
 *
 * @throws {OperatorError} with the choices, if none of these is possible
 */
export async function ensurePulumi(choice: PulumiChoice = {}): Promise<PulumiToolchain> {
  return runSteps((steps) => addPulumi(steps, choice));
}

/** Adds the steps of {@link ensurePulumi} that are necessary. */
export async function addPulumi(
  steps: Steps,
  { home, quiet = false, plugins = true }: PulumiChoice = {},
): Promise<PulumiToolchain> {
  const found = (await findCli(quiet)) ?? (await steps.add(TITLE, download, { detail: downloadResult }));
  if (!found && !(await hasGo())) throw new OperatorError(unavailable());
  const note = `about ${cliProgram(PULUMI_VERSION).takes}`;
  const cli = found ?? steps.add("pulumi from Go modules", (abort) => buildCli(PULUMI_VERSION, abort), { note });
  const toolchain = toolchainOf(cli, home);
  const installed = plugins ? addPlugins(steps, home, toolchain, found?.built ?? true) : undefined;
  const [result] = await Promise.all([toolchain, installed]);
  await removeGoCaches();
  return result;
}

/**
 * Returns what has to be built: nothing if Pulumi's own release is there, or can be downloaded.
 *
 * @throws {OperatorError} if it can be neither downloaded nor built
 */
export async function programsToBuild({ home }: PulumiChoice): Promise<GoProgram[]> {
  const found = await findCli(true);
  if (found && !found.built) return [];
  if (!found && (await isDownloadReachable(PULUMI_VERSION))) return [];
  if (!found && !(await hasGo())) throw new OperatorError(unavailable());
  return [...(found ? [] : [cliProgram(PULUMI_VERSION)]), ...pluginsToBuild(home)];
}

async function toolchainOf(cli: Cli | Promise<Cli>, home: string | undefined): Promise<PulumiToolchain> {
  const { version = PULUMI_VERSION, bin, built } = await cli;
  const env = {
    ...(bin && { PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}` }),
    ...(home && { PULUMI_HOME: home }),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Downloads of plugins would time out first.
    ...(built && { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }),
  };
  return { version, env };
}

/** A usable command line: on PATH already if `bin` is absent; `built` if it is not Pulumi's own release. */
interface Cli {
  /** @default PULUMI_VERSION */
  readonly version?: string;
  readonly bin?: string;
  readonly built: boolean;
}

const TITLE = `Pulumi ${PULUMI_VERSION}`;
const download = (abort: AbortSignal) => downloadCli(PULUMI_VERSION, abort);
const downloadResult = (found: Cli | undefined) => (found ? "official" : "cannot be downloaded");

/** Finds a command line on PATH or in the cache. */
async function findCli(quiet: boolean): Promise<Cli | undefined> {
  const version = await installedVersion();
  if (version && isAtLeast(version, PULUMI_VERSION)) return { version, built: false };
  if (version && !quiet) log(`  ! the installed pulumi ${version} is older than ${PULUMI_VERSION}: using another one`);
  const cached = findDownloadedCli(PULUMI_VERSION) ?? (await findBuiltCli(PULUMI_VERSION));
  if (cached && !quiet) log(`  ✓ ${TITLE}: ${cached.built ? "built from Go modules" : "official"}`);
  return cached;
}

async function installedVersion(): Promise<string | undefined> {
  const { failed, stdout } = await runPulumi(["version"]);
  return failed ? undefined : stdout.trim().replace(/^v/, "");
}

function unavailable(): string {
  return [
    `Pulumi ${PULUMI_VERSION} or newer is required, its download cannot be reached, and Go to build it is missing. Choose one of:`,
    "  install Pulumi:              https://www.pulumi.com/docs/install/",
    "  install Go 1.25.8 or newer:  https://go.dev/doc/install (Debian 13: sudo apt-get install golang-go), then run the command again",
  ].join("\n");
}
