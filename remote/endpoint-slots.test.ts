/** The limit of connections through one endpoint. Not proven here: AWS's own limit (20, by its documentation). */
import { describe, expect, it } from "vitest";
import { MOST_CONNECTIONS, withEndpointSlot } from "./endpoint-slots";
import { sshCommand } from "./ssh";
import { tunnel } from "./aws-tunnel";

const target = { user: "aztec", address: "198.51.100.7", knownHosts: "a", alias: "a" };
const through = (region: string, address = target.address) =>
  sshCommand({ ...target, address, proxyCommand: tunnel({ region }) });

/** Starts commands that run until the test ends them. */
function running() {
  const ends: (() => void)[] = [];
  const start = (argv: readonly string[]) =>
    withEndpointSlot(argv, () => new Promise<void>((resolve) => ends.push(resolve)));
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { ends, start, settle };
}

describe("connections through one endpoint", () => {
  it("of forty stacks are never more than the limit, and all get their turn", async () => {
    const { ends, start, settle } = running();
    const all = Array.from({ length: 40 }, (_, stack) => start(through("eu-central-1", `198.51.100.${stack}`)));
    await settle();
    const started = [ends.length];
    for (let ended = 0; ended < 40; ended += 1) {
      ends[ended]?.();
      await settle();
      started.push(ends.length - ended - 1);
    }
    await Promise.all(all);
    expect(ends).toHaveLength(40);
    expect(Math.max(...started)).toBe(MOST_CONNECTIONS);
    expect(MOST_CONNECTIONS).toBeLessThan(20);
  });

  it("give their place on when they fail", async () => {
    const argv = through("eu-west-1");
    for (let failed = 0; failed < 2 * MOST_CONNECTIONS; failed += 1) {
      await expect(withEndpointSlot(argv, () => Promise.reject(new Error("lost")))).rejects.toThrow("lost");
    }
    expect(await withEndpointSlot(argv, () => Promise.resolve("connected"))).toBe("connected");
  });

  it("do not wait for those of another region, of a server, or of this machine", async () => {
    const { ends, start, settle } = running();
    for (let open = 0; open <= MOST_CONNECTIONS; open += 1) void start(through("us-east-1"));
    for (const argv of [through("us-east-2"), sshCommand(target), ["docker", "ps"]]) void start(argv);
    await settle();
    expect(ends).toHaveLength(MOST_CONNECTIONS + 3);
  });
});
