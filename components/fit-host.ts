/** Checks a host before the first `up` of a stack makes anything on it: whether its ports are free, and its disk. */
import type * as pulumi from "@pulumi/pulumi";
import { dockerRunner } from "../remote/docker";
import { LISTENING, settingOfPort, takenPorts } from "../resources/host-ready/listening";
import { Hook } from "../resources/hooks";
import { unprivilegedOptions } from "../settings/container-user";
import type { PublishedPort } from "../settings/ports";
import type { Host } from "./host";

export interface HostNeeds {
  readonly ports: readonly PublishedPort[];
  /** Bytes for the node's first start. */
  readonly bytes: number;
  /** Existing directory of the host for the data. @default on Docker's own disk */
  readonly directory?: string | undefined;
}

/** Limit for the command, in milliseconds: a busy host takes long to start a container. */
const TIMEOUT = 120_000;
const DATA = "/data";

/**
 * Returns a hook for a new data volume. Docker itself would report a port that is in use only when the container starts,
 * without the setting; and a full disk when the node has failed.
 *
 * @param container the node's
 * @param image     the node's
 */
export function refuseUnfitHost(container: string, needs: HostNeeds, image: pulumi.Output<string>, host: Host): Hook {
  return Hook.of(`refuse-unfit-host-${container}`, { docker: host.docker, image }, async (values) => {
    const { code, text } = await dockerRunner(values.docker, TIMEOUT)(lookArgs(values.image, needs));
    // What cannot be looked at is no reason to stop: Docker reports it.
    if (code !== 0) return;
    const problems = unfitReasons(needs, text);
    if (problems.length > 0) throw new Error(problems.join("\n"));
  });
}

/** In the network of the host, where the kernel's lists are those of the host. */
function lookArgs(image: string, { directory }: HostNeeds): string[] {
  const script = `df -Pk ${directory === undefined ? "/" : DATA} | awk 'NR == 2 { print $4 }'\n${LISTENING}`;
  const mount = directory === undefined ? [] : [`--mount=type=bind,source=${directory},target=${DATA},readonly`];
  const options = ["--rm", "--network=host", ...unprivilegedOptions(), ...mount];
  return ["run", ...options, "--entrypoint=sh", image, "-c", script];
}

/** Returns why a node cannot start on the host. @param text free KiB, then what listens */
export function unfitReasons({ ports, bytes, directory }: HostNeeds, text: string): string[] {
  const [kilobytes = "", ...listening] = text.split("\n");
  const free = /^\d+$/.test(kilobytes.trim()) ? Number(kilobytes) * 1024 : Infinity;
  const gigabytes = (count: number) => `${(count / 1e9).toFixed(1)} GB`;
  const disk = directory ?? "Docker's folder";
  const full = `The disk of ${disk} has ${gigabytes(free)} free, and the node needs ${gigabytes(bytes)} for its first start. Free up space there: docker system df`;
  const taken = takenPorts(ports, listening.join(" "));
  return [...(free < bytes ? [full] : []), ...taken.map(takenText)];
}

function takenText(port: PublishedPort): string {
  const { external, protocol } = port;
  return `Port ${external}/${protocol} is in use on the host, and the node needs it. See by what, on the host: sudo ss -lnp | grep ${external}; or use another: pulumi config set --path ${settingOfPort(port)} <port>`;
}
