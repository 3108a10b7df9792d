/** Calls of the `docker` command line: it knows the current context, DOCKER_HOST and how to log in. */
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { lastLines } from "../as-root";
import { cacheDir } from "../../pulumi/cache";
import { OperatorError } from "../../terminal/output";

/** The folder with a folder for each image. */
export const IMAGES = path.join(__dirname, "../../images");

/** Milliseconds until a registry that does not answer counts as out of reach. */
const CONNECT_TIMEOUT = 8000;

/** Whether the engine has an image of this name. */
export async function hasImage(reference: string): Promise<boolean> {
  return !(await execa("docker", ["image", "inspect", "--format", "{{.Id}}", reference], { reject: false })).failed;
}

/** @returns what the command prints @throws if it fails */
export async function docker(...words: string[]): Promise<string> {
  return (await execa("docker", words)).stdout;
}

/** Pulls an image. @returns false if no registry gives it, after `patience` (milliseconds) where none answers */
export async function pull(reference: string, patience = CONNECT_TIMEOUT): Promise<boolean> {
  const pulling = execa("docker", ["pull", reference], { reject: false });
  const timer = setTimeout(() => pulling.kill(), patience);
  // The first line comes with the registry's first answer; from then on it takes as long as it takes.
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
  /** The folder that it is built from, in images/. */
  readonly folder: string;
  /** The folder with its Dockerfile, in images/, where that is another one. */
  readonly dockerfile?: string;
  /** The stage to build, where that is not the last one. */
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Where the output of a build goes. */
export function buildLog(folder: string): string {
  return cacheDir("logs", `image-${folder}.log`);
}

/** @throws {OperatorError} with the last lines of the build's output */
export async function build({
  reference,
  folder,
  dockerfile = folder,
  target,
  args,
  labels = {},
}: Build): Promise<void> {
  const file = ["--file", path.join(IMAGES, dockerfile, "Dockerfile")];
  const stage = target === undefined ? [] : ["--target", target];
  const words = [...file, ...stage, ...options("--build-arg", args), ...options("--label", labels)];
  // The builder of the current context leaves the image in its engine; another one that is set up may not.
  const env = { BUILDKIT_PROGRESS: "plain", BUILDX_BUILDER: await docker("context", "show") };
  await logged(folder, ["build", "--tag", reference, ...words, path.join(IMAGES, folder)], env);
}

function options(option: string, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
}

async function logged(name: string, words: readonly string[], env: Record<string, string>): Promise<void> {
  const log = buildLog(name);
  mkdirSync(path.dirname(log), { recursive: true });
  const output = openSync(log, "w");
  const { failed } = await execa("docker", words, { env, stdio: ["ignore", output, output], reject: false });
  closeSync(output);
  if (!failed) return;
  const end = lastLines(readFileSync(log, "utf8"));
  throw new OperatorError(`The image in images/${name} cannot be built. The end of ${log}:\n${end}`);
}
