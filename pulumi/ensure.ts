/**
 * Finds Pulumi's command line and its plugins: the installed ones, else the official download, else, where only package
 * registries can be reached, a build from Go modules.
 */
import path from "node:path";
import { buildCli } from "./from-source/built-cli";
import { downloadCli } from "./official-cli";
import { installPlugins } from "./plugins";
import { runPulumi } from "./run-pulumi";
import { OperatorError, log, task } from "../terminal/output";
import { isAtLeast } from "./version";

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
export async function ensurePulumi({
  home,
  quiet = false,
  plugins = true,
}: PulumiChoice = {}): Promise<PulumiToolchain> {
  const { version, bin, built } = await findCli(quiet);
  const env = {
    ...(bin && { PATH: `${bin}${path.delimiter}${process.env.PATH ?? ""}` }),
    ...(home && { PULUMI_HOME: home }),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Downloads of plugins would time out first.
    ...(built && { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }),
  };
  if (plugins) await installPlugins(env, built);
  return { version, env };
}

/** A usable command line: on PATH already if `bin` is absent; `built` if it is not Pulumi's own release. */
interface Cli {
  readonly version: string;
  readonly bin?: string;
  readonly built: boolean;
}

/** Seconds that finding one in the cache never takes. */
const FIND_TIME = 2;

async function findCli(quiet: boolean): Promise<Cli> {
  const installed = await installedVersion();
  if (installed && isAtLeast(installed, PULUMI_VERSION)) return { version: installed, built: false };
  if (installed && !quiet)
    log(`  ! the installed pulumi ${installed} is older than ${PULUMI_VERSION}: using another one`);
  const cli = await task(
    `Pulumi ${PULUMI_VERSION}`,
    async () => (await downloadCli(PULUMI_VERSION)) ?? (await buildCli(PULUMI_VERSION)),
    (found) => (found?.built ? "built from Go modules" : "official"),
    quiet ? FIND_TIME : 0,
  );
  if (!cli) throw new OperatorError(unavailable());
  return { version: PULUMI_VERSION, ...cli };
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
