/** A `docker` program that lists its images in a file: it tests the decisions about images without an engine. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { vi } from "vitest";
import { writeProgram } from "../fixtures/folder";

const SCRIPT = `#!/bin/sh
cd "$FAKE_DOCKER" || exit 1
for last; do :; done
case "$1 $2" in
  "image inspect") echo "inspect $last" ;;
  "build --tag") echo "build $3" ;;
  *) echo "$*" ;;
esac >> calls
case "$1 $2" in
  "image inspect") grep -qxF "$last" images ;;
  "image ls")
    case "$*" in
      *--quiet*) cat ownBase ;;
      *) grep '^aztec-validator/' images || : ;;
    esac ;;
  "context show") echo default ;;
  "volume ls") echo aztec-validator-ec2-images-1 ;;
  "version --format") cat architecture ;;
  "pull silent") exec sleep 60 ;;
  "pull "*) grep -qxF "$2" registry && echo "$2" >> images ;;
  "tag "*) echo "$3" >> images ;;
  "build --tag")
    [ -s failure ] || { echo "$3" >> images; exit 0; }
    echo "Step 7/9 : RUN npm ci"; cat failure >&2; exit 1 ;;
esac
`;

export interface FakeDocker {
  readonly images?: readonly string[];
  /** The images that can be pulled. A pull of the image `silent` never ends. */
  readonly registry?: readonly string[];
  readonly architecture?: string;
  /** Id of the base image, if it was built on this machine. */
  readonly ownBase?: string;
  /** The last output of a build that fails. */
  readonly failure?: string;
}

/** Puts it first on PATH, with an empty cache. @returns the cache's folder, and the recorded calls */
export function fakeDocker({ images = [], registry = [], ...texts }: FakeDocker) {
  const folder = mkdtempSync(path.join(tmpdir(), "fake-docker-"));
  const lists = { images: images.join("\n"), registry: registry.join("\n") };
  const files = { architecture: "amd64", ownBase: "", failure: "", calls: "", ...lists, ...texts };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text && `${text}\n`);
  mkdirSync(path.join(folder, "bin"));
  writeProgram(path.join(folder, "bin/docker"), SCRIPT);
  vi.stubEnv("FAKE_DOCKER", folder);
  vi.stubEnv("XDG_CACHE_HOME", folder);
  vi.stubEnv("PATH", `${folder}/bin:${process.env.PATH ?? ""}`);
  return { cache: folder, calls: () => readFileSync(path.join(folder, "calls"), "utf8").trim().split("\n") };
}
