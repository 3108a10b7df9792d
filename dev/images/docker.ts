/** Runs the `docker` command line, which handles contexts, DOCKER_HOST and logins. */
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { lastLines } from "../as-root";
import { cacheDir } from "../../pulumi/cache";
import { killOnAbort } from "../../pulumi/kill-on-abort";
import { OperatorError } from "../../terminal/output";

/** The folder with a folder for each image. */
export const IMAGES = path.join(__dirname, "../../images");

/** Milliseconds until a registry that does not answer counts as unreachable. */
const CONNECT_TIMEOUT = 8000;

/** Returns whether the engine has an image of this name. */
export async function hasImage(reference: string): Promise<boolean> {
  return !(await execa("docker", ["image", "inspect", "--format", "{{.Id}}", reference], { reject: false })).failed;
}

/** Runs a command and returns its standard output. @throws if it fails */
export async function docker(...args: string[]): Promise<string> {
  return (await execa("docker", args)).stdout;
}

/**
 * Pulls an image.
 *
 * @returns false if no registry has it, or none answers within `patience` milliseconds
 */
export async function pull(
  reference: string,
  { patience = CONNECT_TIMEOUT, abort }: { patience?: number; abort?: AbortSignal | undefined } = {},
): Promise<boolean> {
  const pulling = killOnAbort(execa("docker", ["pull", reference], { reject: false }), abort);
  const timer = setTimeout(() => pulling.kill(), patience);
  // The first line comes with the registry's first answer; the download itself has no time limit.
  pulling.stdout?.once("data", () => {
    clearTimeout(timer);
  });
  const { failed } = await pulling;
  clearTimeout(timer);
  return !failed;
}

/** An image to build. */
export interface Build {
  readonly reference: string;
  /** Folder of its build context, in images/. */
  readonly folder: string;
  /** Folder of its Dockerfile, in images/. @default `folder` */
  readonly dockerfile?: string;
  /** Stage to build. @default the last one */
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Returns the log file of a build. */
export function buildLog(folder: string): string {
  return cacheDir("logs", `image-${folder}.log`);
}

/** Builds an image. @throws {OperatorError} with the last lines of the build's output */
export async function build(image: Build, abort?: AbortSignal): Promise<void> {
  const { reference, folder, dockerfile = folder, target, args, labels = {} } = image;
  const file = ["--file", path.join(IMAGES, dockerfile, "Dockerfile")];
  const stage = target === undefined ? [] : ["--target", target];
  const flags = [...file, ...stage, ...options("--build-arg", args), ...options("--label", labels)];
  // The current context's builder stores the image in its engine; another configured builder may not.
  const env = { BUILDKIT_PROGRESS: "plain", BUILDX_BUILDER: await docker("context", "show") };
  await runLogged(folder, ["build", "--tag", reference, ...flags, path.join(IMAGES, folder)], env, abort);
}

function options(option: string, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
}

async function runLogged(
  name: string,
  args: readonly string[],
  env: Record<string, string>,
  abort: AbortSignal | undefined,
): Promise<void> {
  const log = buildLog(name);
  mkdirSync(path.dirname(log), { recursive: true });
  const output = openSync(log, "w");
  const running = execa("docker", args, { env, stdio: ["ignore", output, output], reject: false });
  const { failed } = await killOnAbort(running, abort);
  closeSync(output);
  if (!failed) return;
  const end = lastLines(readFileSync(log, "utf8"));
  throw new OperatorError(`The image in images/${name} cannot be built. The end of ${log}:\n${end}`);
}
