/** Command lines that reach a host by SSH. Pure. */
import { SSH_PORT } from "../settings/ports";
import { quote } from "../settings/shell-word";
import type { HostKeyPlace } from "./host-keys";

/** Texts of SSH and Docker for faults that do not pass by themselves. */
export const LASTING_FAULT = /Permission denied|Host key verification failed|REMOTE HOST IDENTIFICATION/i;

/** A host and how to log in. */
export interface SshTarget {
  readonly user: string;
  readonly address: string;
  /** @default 22 */
  readonly port?: number | undefined;
  /** File of the private key. @default SSH's own choice */
  readonly identityFile?: string | undefined;
  /** The known_hosts file, with the host keys stored at the first connection. */
  readonly knownHosts: string;
  /** Name of the host's key in that file. */
  readonly alias: string;
  /** Command that opens the connection instead of SSH; `%h` and `%p` are the address and the port. */
  readonly proxyCommand?: string | undefined;
}

/** Returns the target of the operator's own server. @param knownHosts its known_hosts file */
export function serverTarget(
  {
    address = "",
    port,
    user,
    identityFile,
  }: Omit<SshTarget, "address" | "knownHosts" | "alias"> & { address?: string | undefined },
  knownHosts: string,
): SshTarget {
  // SSH stores and finds a key under the alias in lower case.
  return { user, address, port, identityFile, knownHosts, alias: `${address}:${port}`.toLowerCase() };
}

/** Returns the options of every SSH call, the Docker provider's included. */
export function sshOptions({ knownHosts, alias, identityFile, proxyCommand }: SshTarget): string[] {
  const options = {
    // Nobody is there to answer a prompt.
    BatchMode: "yes",
    ConnectTimeout: "15",
    ServerAliveInterval: "15",
    ServerAliveCountMax: "4",
    StrictHostKeyChecking: "accept-new",
    UserKnownHostsFile: knownHosts,
    GlobalKnownHostsFile: "/dev/null",
    HostKeyAlias: alias,
    // By these, the operator's own settings can have SSH accept a key without storing it: then nothing compares it later.
    // KnownHostsCommand can too, but OpenSSH before 8.5 refuses a command line with it.
    ControlMaster: "no",
    ControlPath: "none",
    VerifyHostKeyDNS: "no",
    LogLevel: "ERROR",
    ...(identityFile ? { IdentityFile: identityFile, IdentitiesOnly: "yes" } : {}),
    ...(proxyCommand ? { ProxyCommand: proxyCommand } : {}),
  };
  return Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

/** Returns where SSH looks for the host's keys. */
export function hostKeyPlaceOf({ knownHosts, alias }: Pick<SshTarget, "knownHosts" | "alias">): HostKeyPlace {
  return { file: knownHosts, alias };
}

/** Returns the command and first arguments that run something on the host. */
export function sshCommand(target: SshTarget): string[] {
  const { user, address, port = SSH_PORT } = target;
  return ["ssh", ...sshOptions(target), "-p", String(port), `${user}@${address}`];
}

/**
 * Returns a whole command line. SSH joins arguments with spaces for a shell on the host, so each has to be quoted.
 *
 * @param command that reaches a host: `["docker", "--host", …]`, or `["ssh", …, "user@host", "docker"]`
 */
export function commandLine(command: readonly string[], args: readonly string[]): string[] {
  return command[0] === "ssh" ? [...command, ...args.map(quote)] : [...command, ...args];
}

/** Returns the words that run a shell script. Its programs print English, whatever the host's language is: it is read. */
export function shellCommand(script: string): string[] {
  return [
    "sh",
    "-c",
    String.raw`
export LC_ALL=C
${script}`,
  ];
}

/**
 * Returns the command line that runs a shell script on the host of a Docker; undefined for a host that only Docker reaches.
 *
 * @param docker as for {@link commandLine}
 */
export function hostCommand(docker: readonly string[], script: string): string[] | undefined {
  if (docker[0] === "ssh") return commandLine(docker.slice(0, -1), shellCommand(script));
  const isHere = process.platform === "linux" && docker.some((arg) => arg.startsWith("unix:"));
  return isHere ? shellCommand(script) : undefined;
}
