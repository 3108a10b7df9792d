/** Checks, before anything is built, that this machine can build and run a development stack. */
import { createSocket } from "node:dgram";
import { existsSync, readFileSync } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { execa } from "execa";
import { PROJECT_NAME, type Stack } from "../../pulumi/dev-stack";
import { cacheDir } from "../../pulumi/cache";
import { programsToBuild } from "../../pulumi/ensure";
import { type GoProgram, goProxy } from "../../pulumi/from-source/go-build";
import { outlastClosed } from "../../remote/outlast-closed";
import { LOOK_AT_OUTGOING, type OutgoingPorts, readOutgoing, reservation } from "../../remote/reserved-ports";
import { connectionsAt, type Holder, HOLDER_TEXT, LISTENING, settingOfPort, takenPorts } from "../../remote/sockets";
import { type PublishedPort, publishedPorts } from "../../settings/ports";
import { configValues, parseSettings } from "../../settings/parse";
import { settingsInFile } from "../../settings/settings-file";
import { log, OperatorError } from "../../terminal/output";
import { docker } from "../images/docker";
import { ALL_IMAGES, missingImages } from "../images/ensure";
import { type MachineFacts, machineProblems, type Missing, type Port, type Registry, type Space } from "./problems";

/** An npm package that images are built from, and the time for the registry to answer, in milliseconds. */
const PROBED_PACKAGE = "@aztec/aztec";
const NPM_TIMEOUT = 20_000;

/** The engine that the stack will use. */
export interface Engine {
  /** As in DOCKER_HOST. */
  readonly host: string;
  /** Whether it answers; else it is installed or started. */
  readonly runs: boolean;
}

/**
 * Checks space, registries and ports.
 *
 * @param starts whether the stack is about to start: its ports are checked, unless its node runs
 * @throws {OperatorError} with every problem and its fix
 */
export async function checkMachine(stack: Stack, engine: Engine, starts: boolean): Promise<void> {
  const programs = await programsToBuild({ home: stack.env.PULUMI_HOME });
  const images = engine.runs ? await missingImages() : ALL_IMAGES;
  const [node, l1] = ALL_IMAGES.map((image) => images.includes(image));
  const missing = { programs: programs.length > 0, node: node === true, l1: l1 === true };
  const isLocal = engine.host.startsWith("unix:");
  const facts: MachineFacts = {
    stack: stack.name,
    missing,
    cache: await spaceOf(cacheDir()),
    engine: isLocal ? await spaceOf(await engineFolder(engine)) : undefined,
    registries: await registries(missing, programs),
    usedPorts: starts && isLocal && !(engine.runs && (await hasContainer(stack))) ? await usedPorts(stack) : [],
  };
  const problems = machineProblems(facts);
  if (problems.length > 0) throw new OperatorError(problems.join("\n"));
}

/** Measures the disk of a folder, or of the nearest parent that exists. */
async function spaceOf(folder: string): Promise<Space> {
  let existing = folder;
  while (!existsSync(existing)) existing = path.dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  return { folder, disk: (await stat(existing)).dev, free: bavail * bsize };
}

async function engineFolder({ runs }: Engine): Promise<string> {
  const folder = runs ? await docker("info", "--format", "{{.DockerRootDir}}") : "";
  return folder === "" ? "/var/lib/docker" : folder;
}

async function registries({ node }: Missing, [program]: readonly GoProgram[]): Promise<Registry[]> {
  return Promise.all([...(node ? [npm()] : []), ...(program ? [go(program)] : [])]);
}

/** Asks npm's own command line, which knows the machine's proxies and certificates. */
async function npm(): Promise<Registry> {
  const address = (await execa("npm", ["config", "get", "registry"], { reject: false })).stdout.trim();
  const args = ["view", PROBED_PACKAGE, "name"];
  const { failed, timedOut, stderr } = await execa("npm", args, { reject: false, timeout: NPM_TIMEOUT });
  if (!failed) return { name: "npm", address };
  const code = /npm (?:ERR!|error) code (\S+)/.exec(stderr)?.[1] ?? "it does not answer";
  return { name: "npm", address, error: timedOut ? `no answer within ${NPM_TIMEOUT / 1000} s` : code };
}

async function go(program: GoProgram): Promise<Registry> {
  return { name: "Go", ...(await goProxy(program)) };
}

async function hasContainer({ name }: Stack): Promise<boolean> {
  const args = ["container", "inspect", `${PROJECT_NAME}-${name}`];
  return !(await execa("docker", args, { reject: false })).failed;
}

/** Returns the stack's ports that are in use. Invalid settings have none: the program reports what is wrong. */
async function usedPorts({ settingsFile }: Stack): Promise<Port[]> {
  const { settings } = parseSettings(
    configValues(settingsInFile(readFileSync(settingsFile, "utf8"), PROJECT_NAME).values),
  );
  if (!settings) return [];
  const held = await heldPorts(publishedPorts(settings));
  if (held.length === 0) return [];
  const outgoing = await outgoingPorts();
  return held.map((port) => ({
    setting: settingOfPort(port),
    number: port.external,
    protocol: port.protocol,
    holder: port.holder,
    reserve: reservation([port.external], outgoing),
  }));
}

/** Tries ports, and waits for those of connections that were closed. @returns those that are still in use */
export function heldPorts(ports: readonly PublishedPort[]): Promise<readonly HeldPort[]> {
  return outlastClosed(
    () => tryPorts(ports),
    ({ holder }) => holder === "closed connection",
    ([first]) => {
      log(`Port ${first?.external ?? ""} ${HOLDER_TEXT["closed connection"]}: waiting for it`);
    },
  );
}

type HeldPort = PublishedPort & { readonly holder: Holder };

async function tryPorts(ports: readonly PublishedPort[]): Promise<HeldPort[]> {
  const isHeld = await Promise.all(ports.map(isUsed));
  const used = ports.filter((_, index) => isHeld[index]);
  if (used.length === 0) return [];
  const script = `${LISTENING}${connectionsAt(used.map(({ external }) => external))}`;
  const { stdout } = await execa("sh", ["-c", script], { reject: false });
  const known = takenPorts(used, stdout);
  const holderOf = ({ external, protocol }: PublishedPort) =>
    known.find((port) => port.external === external && port.protocol === protocol)?.holder ?? "program";
  return used.map((port) => ({ ...port, holder: holderOf(port) }));
}

/** Returns the ports that this machine gives to outgoing connections; none on a machine without Linux. */
async function outgoingPorts(): Promise<OutgoingPorts> {
  const { stdout } = await execa("sh", ["-c", LOOK_AT_OUTGOING], { reject: false });
  return readOutgoing(stdout);
}

/** Finds out whether a port is in use, by binding to it for a moment. */
export function isUsed({ external: port, protocol, ip }: Omit<PublishedPort, "internal">): Promise<boolean> {
  return new Promise((resolve) => {
    // An address that this machine does not have, or a port that only root may use, is no sign of another program.
    const refused = (error: NodeJS.ErrnoException) => {
      resolve(error.code === "EADDRINUSE");
    };
    if (protocol === "udp") {
      const socket = createSocket("udp4").once("error", refused);
      socket.bind(port, ip, () =>
        socket.close(() => {
          resolve(false);
        }),
      );
      return;
    }
    const server = createServer().once("error", refused);
    server.listen(port, ip, () =>
      server.close(() => {
        resolve(false);
      }),
    );
  });
}
