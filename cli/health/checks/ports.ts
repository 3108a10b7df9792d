/** Checks that a running node publishes and announces the ports of its settings. Pure. */
import { publishedPorts, type PublishedPort } from "../../../settings/ports";
import type { Settings } from "../../../settings/schema";
import type { Finding } from "../finding";
import { isRunning, type NodeContainer } from "../probe/container";
import type { DialResult } from "../probe/p2p-dial";
import type { StackInfo } from "../stack-info";

const check = "ports";

/** Lists what is wrong: a node that works has nothing to report here. */
export function portFindings(
  container: NodeContainer,
  dialResult: DialResult | undefined,
  { settings, stack, upCommand }: StackInfo,
): Finding[] {
  if (!settings || settings.stopped || !isRunning(container)) return [];
  const unpublished = publicationFindings(container, settings, { stack, upCommand });
  // The node announces what its container was made with, so one cause would be reported twice.
  return unpublished.length > 0 ? unpublished : announcementFindings(dialResult, settings, upCommand);
}

type Commands = Pick<StackInfo, "stack" | "upCommand">;

/** Compares the settings with the ports that Docker publishes. No peer reaches other ports; the node does not notice. */
function publicationFindings(
  { HostConfig, NetworkSettings }: NodeContainer,
  settings: Settings,
  { stack, upCommand }: Commands,
): Finding[] {
  const [made, now] = [HostConfig?.PortBindings, NetworkSettings.Ports];
  if (!made || !now) return [];
  const ports = publishedPorts(settings);
  const changed = ports.filter((port) => !isIn(made, port));
  const lost = ports.filter((port) => isIn(made, port) && !isIn(now, port));
  const list = (all: readonly PublishedPort[]) =>
    all.map(({ external, protocol }) => `${external}/${protocol}`).join(", ");
  const update: Finding = {
    check,
    severity: "warning",
    message: `the settings have ${list(changed)}, and the node was started without: \`up\` has not run since the change`,
    remedy: upCommand,
  };
  const restart: Finding = {
    check,
    severity: "failure",
    message: `Docker no longer publishes ${list(lost)} of the running node, so nobody reaches it there`,
    remedy: `start it again: aztec-validator stop --stack ${stack} && aztec-validator start --stack ${stack}`,
  };
  return [...(changed.length > 0 ? [update] : []), ...(lost.length > 0 ? [restart] : [])];
}

type Bindings = NonNullable<NodeContainer["NetworkSettings"]["Ports"]>;

function isIn(bindings: Bindings, { internal, external, protocol }: PublishedPort): boolean {
  const bound = bindings[`${internal}/${protocol}`] ?? [];
  return bound.some(({ HostPort }) => HostPort === String(external));
}

/** Compares the settings with the node's record, by which peers find it. */
function announcementFindings(dialResult: DialResult | undefined, settings: Settings, upCommand: string): Finding[] {
  const { p2p, network } = settings;
  // A local node announces its address in a Docker network.
  if (!dialResult || network === "local") return [];
  const { address, tcp, udp } = dialResult.endpoint;
  const port = p2p.announcePort ?? p2p.port;
  const wanted = `${p2p.announceIp ?? address}:${port}`;
  const announced = [...new Set([tcp, udp])].map((one) => `${address}:${one}`);
  if (announced.every((one) => one === wanted)) return [];
  const message = `the node announces ${announced.join(" and ")} to peers, and the settings have ${wanted}: \`up\` has not run since the change`;
  return [{ check, severity: "warning", message, remedy: upCommand }];
}
