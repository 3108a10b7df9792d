/**
 * The Pulumi command line and its plugins: the one that is installed, else the official download, else, where only
 * package registries can be reached, one built from Go modules.
 */
import path from "node:path";
import { buildCli } from "./from-source/built-cli";
import { downloadCli } from "./official-cli";
import { installPlugins } from "./plugins";
import { runPulumi } from "./run-pulumi";
import { OperatorError, log, task } from "../terminal/output";
import { atLeast } from "./version";

/**
 * The release that is downloaded or built, and the oldest that is taken: from 3.238 on a failing hook fails the
 * deployment, and 3.250 is what the tests run on.
 */
export const PULUMI_VERSION = "3.250.0";

export interface PulumiToolchain {
  readonly version: string;
  /** To be merged into the environment of `pulumi`. */
  readonly env: Readonly<Record<string, string>>;
}

export interface PulumiChoice {
  /** Where Pulumi keeps plugins and logins; unset, the user's own place. */
  readonly home?: string | undefined;
  /** Whether nothing is said of what is there already. */
  readonly quiet?: boolean;
  /** Whether it has to have the plugins: only what makes, changes or removes resources needs them. @default true */
  readonly plugins?: boolean;
}

/**
 * Finds or makes a Pulumi that can run this project.
 *
 * @throws {OperatorError} with the choices, if there is no way to one
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
    // Where nothing can be downloaded, not even trying spares the time until that is found.
    ...(built && { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" }),
  };
  if (plugins) await installPlugins(env, built);
  return { version, env };
}

/** A command line that can be used: on PATH already if `bin` is absent; `built` if it is not Pulumi's own release. */
interface Cli {
  readonly version: string;
  readonly bin?: string;
  readonly built: boolean;
}

/** Finding one that was made takes less than this; in seconds. */
const FOUND = 2;

async function findCli(quiet: boolean): Promise<Cli> {
  const installed = await installedVersion();
  if (installed && atLeast(installed, PULUMI_VERSION)) return { version: installed, built: false };
  if (installed && !quiet)
    log(`  ! the installed pulumi ${installed} is older than ${PULUMI_VERSION}: another one is used here`);
  const cli = await task(
    `Pulumi ${PULUMI_VERSION}`,
    async () => (await downloadCli(PULUMI_VERSION)) ?? (await buildCli(PULUMI_VERSION)),
    (found) => (found?.built ? "built from Go modules" : "official"),
    quiet ? FOUND : 0,
  );
  if (!cli) throw new OperatorError(noWay());
  return { version: PULUMI_VERSION, ...cli };
}

async function installedVersion(): Promise<string | undefined> {
  const { failed, stdout } = await runPulumi(["version"]);
  return failed ? undefined : stdout.trim().replace(/^v/, "");
}

function noWay(): string {
  return [
    `Pulumi ${PULUMI_VERSION} or newer is needed; its download cannot be reached, and there is no Go to build it with. Choose one of:`,
    "  install Pulumi:              https://www.pulumi.com/docs/install/",
    "  install Go 1.25.8 or newer:  https://go.dev/doc/install (Debian 13: sudo apt-get install golang-go), and run this again",
  ].join("\n");
}
