/** Which Docker engine a stack on "this machine" uses. The program and the commands follow this one rule. */
import { realpathSync } from "node:fs";
import path from "node:path";

/** Docker's own default. */
export const DEFAULT_ENGINE = "unix:///var/run/docker.sock";

/** A Docker engine that is selected without Docker's current context, which Pulumi's provider does not read. */
export interface ChosenEngine {
  /** As in DOCKER_HOST. */
  readonly host: string;
  readonly source: "state" | "dockerHost" | "DOCKER_HOST" | "default";
}

/** Returns the engine that `pulumi up` uses. @param dockerHost the stack's setting */
export function chosenEngine(dockerHost?: string): ChosenEngine {
  if (dockerHost) return { host: dockerHost, source: "dockerHost" };
  const { DOCKER_HOST } = process.env;
  // As for Docker itself, an empty variable is none.
  return DOCKER_HOST ? { host: DOCKER_HOST, source: "DOCKER_HOST" } : { host: DEFAULT_ENGINE, source: "default" };
}

/** Returns the engine of a stack that is up. @param docker the command that reaches it, by the state: undefined for a server */
export function engineInState(docker: readonly string[] | undefined): ChosenEngine | undefined {
  const [, option, host] = docker ?? [];
  return option === "--host" && host !== undefined ? { host, source: "state" } : undefined;
}

const SOCKET = "unix://";

/**
 * Returns one URL for all folders of the same socket: /var/run is /run. Not of the socket itself, which is a link on some
 * systems and is missing while Docker does not run.
 */
export function engineUrl(dockerHost: string): string {
  if (!dockerHost.startsWith(SOCKET)) return dockerHost;
  const { dir, base } = path.parse(dockerHost.slice(SOCKET.length));
  try {
    return SOCKET + path.join(realpathSync(dir), base);
  } catch {
    return dockerHost;
  }
}
