/** Command lines that reach a host by SSH. Pure: who runs them is elsewhere. */
import { SSH_PORT } from "../settings/ports";

/** A host, and how to be let in. */
export interface SshTarget {
  readonly user: string;
  readonly address: string;
  /** @default 22 */
  readonly port?: number | undefined;
  /** A private key's file; unset, SSH's own choice. */
  readonly identityFile?: string | undefined;
  /** File of the host keys that were seen first and count from then on. */
  readonly knownHosts: string;
  /** Under which name the host's key is kept. */
  readonly alias: string;
  /** Command that opens the connection in SSH's place; `%h` and `%p` are the address and the port. */
  readonly proxyCommand?: string | undefined;
}

/** How a server of the operator's own is reached. @param knownHosts file of the host keys that were seen first */
export function serverTarget(
  {
    address = "",
    port,
    user,
    identityFile,
  }: Omit<SshTarget, "address" | "knownHosts" | "alias"> & { address?: string | undefined },
  knownHosts: string,
): SshTarget {
  return { user, address, port, identityFile, knownHosts, alias: `${address}:${port}` };
}

/** Options that SSH is called with each time, by the docker provider too. */
export function sshOptions({ knownHosts, alias, identityFile, proxyCommand }: SshTarget): string[] {
  const options = {
    // Nobody is there to answer a question.
    BatchMode: "yes",
    ConnectTimeout: "15",
    ServerAliveInterval: "15",
    ServerAliveCountMax: "4",
    StrictHostKeyChecking: "accept-new",
    UserKnownHostsFile: knownHosts,
    GlobalKnownHostsFile: "/dev/null",
    HostKeyAlias: alias,
    LogLevel: "ERROR",
    ...(identityFile ? { IdentityFile: identityFile, IdentitiesOnly: "yes" } : {}),
    ...(proxyCommand ? { ProxyCommand: proxyCommand } : {}),
  };
  return Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}

/** The command that forgets the host's key: for a machine that is new, and so has another one. */
export function forgetCommand({ knownHosts, alias }: Pick<SshTarget, "knownHosts" | "alias">): string[] {
  return ["ssh-keygen", "-q", "-R", alias, "-f", knownHosts];
}

/** The command and first arguments that run something on the host. */
export function sshCommand(target: SshTarget): string[] {
  const { user, address, port = SSH_PORT } = target;
  return ["ssh", ...sshOptions(target), "-p", String(port), `${user}@${address}`];
}

/**
 * A whole command line. SSH joins words with spaces and gives them to a shell of the host: there each has to be quoted.
 *
 * @param command that reaches a host: `["docker", "--host", …]`, or `["ssh", …, "user@host", "docker"]`
 */
export function commandLine(command: readonly string[], words: readonly string[]): string[] {
  return command[0] === "ssh" ? [...command, ...words.map(quoted)] : [...command, ...words];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
