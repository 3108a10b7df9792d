/** Checks a host before the first `up` of a stack makes anything on it: whether its ports are free, and its disk. */
import * as pulumi from "@pulumi/pulumi";
import { dockerRunner } from "../remote/docker";
import { outlastClosed } from "../remote/outlast-closed";
import { lookAtPorts, portProblems } from "../remote/port-problems";
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
  const stack = pulumi.getStack();
  return Hook.of(`refuse-unfit-host-${container}`, { docker: host.docker, image }, async (values) => {
    const run = dockerRunner(values.docker, TIMEOUT);
    const look = async () => {
      const { code, text } = await run(lookArgs(values.image, needs));
      // A failed look is not a reason to stop: Docker reports the fault itself.
      return code === 0 ? unfitReasons(needs, text, stack) : [];
    };
    const problems = await outlastClosed(look, ({ passes }) => passes);
    if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  });
}

/** Returns the arguments of a look in the network of the host, where the kernel's lists are those of the host. */
function lookArgs(image: string, { directory, ports }: HostNeeds): string[] {
  const script = `df -Pk ${directory === undefined ? "/" : DATA} | awk 'NR == 2 { print $4 }'\n${ports.length > 0 ? lookAtPorts(ports) : ""}`;
  const mount = directory === undefined ? [] : [`--mount=type=bind,source=${directory},target=${DATA},readonly`];
  const options = ["--rm", "--network=host", ...unprivilegedOptions(), ...mount];
  return ["run", ...options, "--entrypoint=sh", image, "-c", script];
}

/** The reason why a node cannot start on a host, and whether that passes by itself. */
interface Unfit {
  readonly message: string;
  readonly passes: boolean;
}

/**
 * Returns why a node cannot start on the host.
 *
 * @param text  free KiB, then what {@link lookAtPorts} prints
 * @param stack for commands
 */
export function unfitReasons({ ports, bytes, directory }: HostNeeds, text: string, stack: string): Unfit[] {
  const [kilobytes = "", ...others] = text.split("\n");
  const free = /^\d+$/.test(kilobytes.trim()) ? Number(kilobytes) * 1024 : Infinity;
  const gigabytes = (count: number) => `${(count / 1e9).toFixed(1)} GB`;
  const disk = directory ?? "Docker's folder";
  const full = `The disk of ${disk} has ${gigabytes(free)} free, and the node needs ${gigabytes(bytes)} for its first start. Free up space there: docker system df`;
  const taken = portProblems(ports, others.join("\n"), stack);
  return [
    ...(free < bytes ? [{ message: full, passes: false }] : []),
    ...taken.map(({ message, holder }) => ({ message, passes: holder === "closed connection" })),
  ];
}
