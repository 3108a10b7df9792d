/**
 * Loses packets between two containers of one Docker network, in both directions, each packet by chance and by itself.
 *
 * How it differs from a bad line: the packets are lost where they arrive, after the network; there is no delay and no
 * reordering, losses do not come in bursts, and everything else reaches both containers, L1 for instance.
 */
import { execa } from "execa";
import { MACHINE_IMAGE } from "../aws-simulator/ec2/images";
import { docker } from "./test-stack";

const TABLE = "inet packet_loss";

/** A container, and its address in the network that both are in. */
interface Place {
  readonly container: string;
  readonly address: string;
}

/** Finds a container in a network. */
async function placeOf(container: string, network: string): Promise<Place> {
  const format = `{{(index .NetworkSettings.Networks ${JSON.stringify(network)}).IPAddress}}`;
  return { container, address: await docker("inspect", container, "--format", format) };
}

/** Loads rules into a container's network: from outside, since a node may not change its own. */
async function load(container: string, rules: readonly string[]): Promise<void> {
  const options = ["--rm", "--interactive", "--network", `container:${container}`, "--cap-add", "NET_ADMIN"];
  const command = ["run", ...options, "--entrypoint", "nft", MACHINE_IMAGE, "-f", "-"];
  await execa("docker", command, { input: `${rules.join("\n")}\n` });
}

/** Begins to lose packets. @param percent of those that arrive; a restart of a container ends the loss of its own */
export async function losePackets(pair: readonly [string, string], network: string, percent: number): Promise<void> {
  const places = await Promise.all(pair.map((container) => placeOf(container, network)));
  for (const { container } of places) {
    const others = places.filter((other) => other.container !== container).map(({ address }) => address);
    await load(container, [
      `table ${TABLE} {`,
      "chain input { type filter hook input priority filter;",
      `ip saddr { ${others.join(", ")} } numgen random mod 100 < ${percent} drop`,
      "}",
      "}",
    ]);
  }
}

/** Ends the loss. */
export async function restorePackets(pair: readonly [string, string]): Promise<void> {
  for (const container of pair) await load(container, [`delete table ${TABLE}`]);
}
