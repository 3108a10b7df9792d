import { openPorts, publishedPorts } from "../settings/ports";
import { chosenEngine } from "../remote/local-engine";
import { serverTarget } from "../remote/ssh";
import type { Settings } from "../settings/schema";
import type * as Aws from "./aws-host";
import type { AccountLook } from "./aws-account";
import type { Host } from "./host";
import { LocalHost, placeOfEngine } from "./local-host";
import { SshHost } from "./ssh-host";

/**
 * Creates the host of a stack, of the kind in the settings.
 *
 * @param knownHosts the stack's known_hosts file
 * @param look       what was found of the AWS account, for a stack there
 */
export function makeHost(name: string, settings: Settings, knownHosts: string, look?: AccountLook): Host {
  const { kind, identityFile, readyTimeoutSeconds } = settings.host;
  const common = { knownHosts, identityFile, readyTimeoutSeconds, memoryMb: settings.memoryMb };
  if (kind === "aws") {
    // Loaded only for a stack on AWS: others need neither the package of AWS nor its plugin.
    const { AwsHost } = require("./aws-host") as typeof Aws;
    return new AwsHost(name, { ...common, settings: settings.aws, ports: openPorts(settings), look });
  }
  if (kind === "ssh") return server(name, settings, knownHosts);
  return new LocalHost(name, { dockerHost: chosenEngine(settings.dockerHost).host });
}

/**
 * Returns the machine that a stack's node is on, before anything is made: as other stacks have it in their states. Undefined
 * for an instance, which no other stack has.
 */
export function placeOf(settings: Settings): string | undefined {
  const { kind, address } = settings.host;
  if (kind !== "local") return kind === "ssh" ? address : undefined;
  const { machine, engine } = placeOfEngine(chosenEngine(settings.dockerHost).host);
  return machine ?? engine;
}

function server(name: string, settings: Settings, knownHosts: string): SshHost {
  const { installDocker, readyTimeoutSeconds } = settings.host;
  const open = publishedPorts(settings).filter(({ ip }) => ip === "0.0.0.0");
  return new SshHost(name, {
    target: serverTarget(settings.host, knownHosts),
    installDocker,
    ports: open.map(({ external, protocol }) => `${external}/${protocol}`),
    memoryMb: settings.memoryMb,
    readyTimeoutSeconds,
  });
}
