/** A `pulumi` and a `docker` whose answers a test writes down beforehand, and which record how they were called. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, vi } from "vitest";
import { StackSession } from "../../cli/stack/session";
import { PROJECT_NAME } from "../../pulumi/dev-stack";
import { PULUMI_VERSION } from "../../pulumi/ensure";
import { PulumiCli } from "../../pulumi/pulumi-cli";
import type { RawConfig } from "../../settings/config-values";
import { isSecret } from "../fixtures/stacks";

/** Each `up` makes a stack's next state the current one; the last one stays. */
const PULUMI = `#!/bin/sh
cd "$(dirname "$0")" || exit 1
echo "$*" >> calls
for name; do [ "$previous" = --stack ] && stack=$name; previous=$name; done
case "$1 $2" in
  version*) echo v${PULUMI_VERSION} ;;
  whoami*) cat whoami ;;
  "stack export") cat "$stack/state" ;;
  "stack ls") cat stacks ;;
  "stack history") cat "$stack/history" ;;
  "config --show-secrets"|"config --json") cat "$stack/config" ;;
  "config set") [ "$3" != --secret ] || cat > secret ;;
  up*)
    number=$(cat "$stack/number")
    case "$*" in *"--replace **::node-container"*) rm -f "$stack/ended" ;; esac
    [ ! -e "$stack/state.$((number + 1))" ] || number=$((number + 1))
    echo "$number" > "$stack/number"; cp "$stack/state.$number" "$stack/state"
    echo >> "$stack/ups"; ! grep -qx "$(wc -l < "$stack/ups")" "$stack/failing" ;;
esac
`;

/**
 * Has one host for each stack, with the container that the stack's state names, or one that the state does not have. A
 * helper container on the data volume runs for real in the folder of that volume, if a test has made it.
 */
const DOCKER = `#!/bin/sh
stack=$1
cd "$(dirname "$0")/$stack" || exit 1
shift
container=$({ grep -q node-container state && [ ! -e removed ] || [ -e orphan ]; } && echo "aztec-validator-$stack")
case "$(test -d volume && echo "$*")" in run*--entrypoint=tar*|run*"cd /volume"*)
  program=$(printf '%s\\n' "$@" | sed -n 's/^--entrypoint=//p')
  while [ "$1" != sha256:1 ]; do shift; done
  option=$2; words=$(printf %s "$3" | sed "s#^/volume#$PWD/volume#; s#cd /volume#cd '$PWD/volume'#"); shift 3
  exec "$program" "$option" "$words" "$@" ;;
esac
case "$1 $2" in
  "ps --filter"|"ps --all") [ "$3" = --quiet ] || echo "$container" | grep . || : ;;
  "volume ls") [ ! -d volume ] || echo "aztec-validator-$stack-data" ;;
  "version --format") echo amd64 ;;
  "image inspect")
    for name; do :; done
    [ "$name" = "$(cat image 2>/dev/null || echo "$name")" ] && echo "1 amd64 sha256:1" || echo "1 amd64 sha256:2" ;;
  "container inspect")
    case "$*" in
      *State.Running*) cat ended 2>/dev/null || echo "true 0001-01-01T00:00:00Z" ;;
      *json*) cat ../container ;;
      *) echo sha256:1 ;;
    esac ;;
  run*)
    case "$*" in
      *"df -Pk"*) printf '99999999\\n99999999\\n1\\n' ;;
      *sha256sum*) printf 'abababababababababababababababababababababababababababababababab  -\\n1\\n' ;;
      *db_version*) cat unreadable 2>/dev/null && exit 125 || echo "archiver 05" ;;
    esac ;;
  exec*)
    case "$*" in
      *PROBE_SECONDS*) ! cat unready 2>/dev/null && echo '{"nodeVersion":"5.2.0"}' ;;
      *) exit 1 ;;
    esac ;;
esac
`;

/** A running container, as `docker container inspect` prints it. */
const CONTAINER = {
  Image: "sha256:1",
  RestartCount: 0,
  State: { Status: "running", ExitCode: 0, OOMKilled: false, StartedAt: "2026-01-31T12:00:00Z" },
  Config: { User: "1000:1000", Env: [], Healthcheck: { Test: ["CMD", "node", "-e", ""] } },
  NetworkSettings: { Networks: {} },
};

/** One stack of the backend. */
export interface ScriptedStack {
  /** Its settings, as Pulumi stores them. Those of another project have its name and a colon before them. */
  readonly config: RawConfig;
  /** Whether its node runs: at first, and after each `up`; undefined, before the first `up`. */
  readonly runs: readonly (boolean | undefined)[];
  /** The attesters that it claims while its node runs. */
  readonly claims?: readonly string[];
  /** Id of the machine that its host is; undefined for a server. */
  readonly machine?: string;
  /** Whether its container runs, and its end, if it has ended by itself. Another one runs after an `up` that replaces it. */
  readonly ended?: string | undefined;
  /** Whether the host has a container of the node that the state does not have. */
  readonly hasOrphan?: boolean;
  /** Whether somebody removed the container outside Pulumi. */
  readonly isRemoved?: boolean;
  /** The name of the image of the state and of the container. @default the state has none, and all images are the same one */
  readonly image?: string;
  /** Why the health check of the node fails. */
  readonly unready?: string;
  /** Its settings at its last `up`. @default none is in Pulumi's history */
  readonly applied?: RawConfig;
  /** Why no helper container can read the stores of the data volume. */
  readonly unreadable?: string | undefined;
  /** The number of the `up`, from 1 on, that fails. */
  readonly failingUp?: number;
  /** Whether the last run was killed while it changed a resource. */
  readonly isInterrupted?: boolean;
}

/** The folder with both programs. */
export interface ScriptedPrograms {
  /** Returns a session of one of the stacks. */
  readonly open: (name: string) => StackSession;
  /** Returns the folder of a stack's data volume. It is there once a test makes it. */
  readonly volumeOf: (name: string) => string;
  /** Returns the arguments of each `pulumi` that was run with this command. */
  readonly calls: (command: string) => string[];
  /** Returns the text of a stack's settings file. */
  readonly settings: (name: string) => string;
  readonly remove: () => void;
}

/**
 * Registers hooks that hide what commands print, and that remove the programs after each test.
 *
 * @returns how a test starts them, as {@link scriptedPulumi}
 */
export function useScriptedPulumi(): typeof scriptedPulumi {
  let started: ScriptedPrograms[] = [];
  beforeEach(() => {
    vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  });
  afterEach(() => {
    for (const programs of started) programs.remove();
    started = [];
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
  return (stacks) => {
    const programs = scriptedPulumi(stacks);
    started.push(programs);
    return programs;
  };
}

/**
 * Writes both programs and the stacks, by their names, and puts `pulumi` first on PATH.
 *
 * @param backend its URL. @default the folder
 */
function scriptedPulumi(stacks: Readonly<Record<string, ScriptedStack>>, backend?: string): ScriptedPrograms {
  const folder = mkdtempSync(path.join(tmpdir(), "scripted-pulumi-"));
  const write = (name: string, text: string, mode = 0o600) => {
    writeFileSync(path.join(folder, name), text, { mode });
  };
  write("pulumi", PULUMI, 0o700);
  write("docker", DOCKER, 0o700);
  write("calls", "");
  write("container", JSON.stringify(CONTAINER));
  write("whoami", JSON.stringify({ url: backend ?? `file://${folder}` }));
  write("stacks", JSON.stringify(Object.keys(stacks).map((name) => ({ name, current: false }))));
  for (const [name, stack] of Object.entries(stacks)) {
    const { config, ended, hasOrphan, isRemoved, unreadable, failingUp, applied, image, unready } = stack;
    mkdirSync(path.join(folder, name));
    write(`${name}/config`, JSON.stringify(storedConfig(config)));
    const runs = applied ? [{ kind: "update", result: "succeeded", config: storedConfig(applied) }] : [];
    write(`${name}/history`, JSON.stringify(runs));
    if (image !== undefined) write(`${name}/image`, image);
    if (unready !== undefined) write(`${name}/unready`, `${unready}\n`);
    write(`${name}/Pulumi.yaml`, "config: {}\n");
    write(`${name}/number`, "0");
    if (unreadable !== undefined) write(`${name}/unreadable`, `${unreadable}\n`);
    if (isRemoved) write(`${name}/removed`, "");
    if (hasOrphan) write(`${name}/orphan`, "");
    if (ended !== undefined) write(`${name}/ended`, `${ended}\n`);
    write(`${name}/failing`, failingUp === undefined ? "" : `${failingUp}\n`);
    const states = stack.runs.map((isRunning, index) =>
      JSON.stringify(
        stateOf(name, [path.join(folder, "docker"), name], isRunning, stack, `2026-01-31T12:0${index}:00Z`),
      ),
    );
    for (const [index, state] of [states[0] ?? "", ...states].entries())
      write(`${name}/state${index === 0 ? "" : `.${index - 1}`}`, state);
  }
  vi.stubEnv("PATH", `${folder}:${process.env.PATH ?? ""}`);
  return {
    open: (name) => {
      const stack = { name, isDev: false, env: {}, settingsFile: path.join(folder, name, "Pulumi.yaml") };
      return new StackSession(stack, new PulumiCli(stack, {}));
    },
    volumeOf: (name) => path.join(folder, name, "volume"),
    calls: (command) => {
      const lines = readFileSync(path.join(folder, "calls"), "utf8").split("\n");
      return lines.filter((line) => line.startsWith(command));
    },
    settings: (name) => readFileSync(path.join(folder, name, "Pulumi.yaml"), "utf8"),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Returns settings as Pulumi prints them. */
function storedConfig(config: RawConfig): Record<string, { value: string; secret: boolean }> {
  return Object.fromEntries(
    Object.entries(config).map(([setting, value]) => [
      setting.includes(":") ? setting : `${PROJECT_NAME}:${setting}`,
      { value, secret: isSecret(setting) },
    ]),
  );
}

function stateOf(
  stack: string,
  docker: readonly string[],
  isRunning: boolean | undefined,
  { claims: attesters, machine, isInterrupted, image }: ScriptedStack,
  time: string,
): unknown {
  const resource = (type: string, name: string, inputs: object, outputs: object) => ({
    type,
    urn: `urn:pulumi:${stack}::${PROJECT_NAME}::${type}::${name}`,
    inputs,
    outputs,
  });
  if (isRunning === undefined) return { deployment: null };
  const container = `${PROJECT_NAME}-${stack}`;
  const resources = [
    machine === undefined
      ? resource("aztec:index:HostReady", "host-ready", {}, { docker })
      : resource("aztec-validator:index:LocalHost", "host", {}, { docker, machine }),
    resource("docker:index/volume:Volume", "node-data", { name: `${container}-data` }, {}),
    resource("docker:index/remoteImage:RemoteImage", "node-image", { name: image }, { imageId: "sha256:1" }),
    resource("random:index/randomBytes:RandomBytes", "keys-p2p", {}, { hex: "5".repeat(64) }),
    ...(isRunning && attesters
      ? [resource("aztec:index:KeyClaim", "node-claim", { attesters, publishers: [] }, {})]
      : []),
    ...(isRunning ? [resource("docker:index/container:Container", "node-container", { name: container }, {})] : []),
  ];
  const pending = isInterrupted ? { pending_operations: [{ type: "updating" }] } : {};
  return { deployment: { manifest: { time }, ...pending, resources } };
}
