/**
 * Reads a Quadlet: the `.container` file of which podman makes a systemd unit. Its keys are options of `podman run`.
 * Source: podman-systemd.unit(5), podman 5.
 */
import path from "node:path";
import type { Dropped } from "../effective-env";
import { ImportError } from "../import-error";
import type { SourceFile } from "../source-file";
import { readDockerRun, type StartedNode } from "./docker-run";
import { assignmentsIn, last, type Lines, listed, sectionLines, specifiersOf } from "./systemd-unit";
import { expanded, wordsIn } from "./systemd-words";

/** Keys with one value each time, and their options. */
const OPTIONS: Readonly<Record<string, string>> = {
  AddHost: "--add-host",
  DNS: "--dns",
  EnvironmentFile: "--env-file",
  Memory: "--memory",
  Mount: "--mount",
  Network: "--network",
  PublishPort: "--publish",
  Secret: "--secret",
  Tmpfs: "--tmpfs",
  User: "--user",
  Volume: "--volume",
};

/** Keys that are read otherwise. */
const READ = ["Image", "ContainerName", "Environment", "Exec", "Entrypoint", "PodmanArgs", ...Object.keys(OPTIONS)];

export function isQuadlet({ path: name, text }: SourceFile): boolean {
  return name.endsWith(".container") || /^\[Container\]\s*$/m.test(text);
}

/**
 * @param files the Quadlet, then its drop-ins, each overriding those before it
 * @param home  the home of the user whose systemd starts it
 */
export function nodeOfQuadlet(files: readonly [SourceFile, ...SourceFile[]], home: string): StartedNode {
  const [file] = files;
  const lines = files.flatMap((one) => sectionLines(one.text, one.path, "Container"));
  const specify = specifiersOf(file.path, home, "root");
  const image = last(lines, "Image");
  if (image === undefined) throw new ImportError(`${file.path} has no Image in its section [Container]`);
  if (/\.(image|build)$/.test(image)) {
    throw new ImportError(
      `${file.path} has its image in ${image}: write the image's own name there, in a copy of the file`,
    );
  }
  const args = [...optionsOf(lines, specify), image, ...wordsOf(last(lines, "Exec"), specify)];
  const cwd = path.posix.dirname(file.path);
  const node = readDockerRun(args, { engine: "podman", cwd, place: file.path });
  const name = last(lines, "ContainerName") ?? `systemd-${path.posix.basename(file.path, ".container")}`;
  return { ...node, container: specify(name), isAutoRemoved: true, dropped: [...node.dropped, ...othersOf(lines)] };
}

function optionsOf(lines: Lines, specify: (text: string) => string): string[] {
  const entrypoint = last(lines, "Entrypoint");
  return [
    ...Object.entries(assignmentsIn(listed(lines, "Environment"), specify)).flatMap(([name, value]) => [
      "--env",
      `${name}=${value}`,
    ]),
    ...Object.entries(OPTIONS).flatMap(([key, option]) =>
      listed(lines, key).flatMap((value) => [option, named(specify(value))]),
    ),
    ...(entrypoint === undefined ? [] : ["--entrypoint", specify(entrypoint)]),
    ...listed(lines, "PodmanArgs").flatMap((value) => wordsOf(value, specify)),
  ];
}

/** A volume or network of another Quadlet has a prefix in podman: `data.volume` is `systemd-data`. */
function named(value: string): string {
  return value.replace(/^([\w.-]+)\.(?:volume|network)(?=:|$)/, "systemd-$1");
}

function wordsOf(value: string | undefined, specify: (text: string) => string): string[] {
  return value === undefined ? [] : wordsIn(value).flatMap((word) => expanded(specify(word), {}));
}

function othersOf(lines: Lines): Dropped[] {
  const keys = new Set(lines.map(([key]) => key).filter((key) => !READ.includes(key)));
  return [...keys].map((from) => ({ from, reason: "podman's; a stack's container has its own" }));
}
