/** Properties of every stack whose settings are accepted. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findRelease } from "../settings/releases/release";
import { nodeRoles, type Role } from "../settings/schema/definition";
import { nodeEnvironment, planOf } from "../test/fixtures/plans";
import { acceptedStack } from "../test/fixtures/arbitrary";
import { configOf } from "../test/fixtures/stacks";

/** A failure prints it: with it the same stacks are drawn again. */
const seed = Date.now() % 2 ** 31;
/** About one stack for each release and role: drawn once, since that takes longest, and used by each test. */
const stacks = fc.sample(acceptedStack, { numRuns: 150, seed });
const drawn = (values: object) => `seed ${seed}: ${JSON.stringify(values)}`;

describe("any stack that is accepted", () => {
  it("has only variables that its release reads, none empty, and numbers in plain digits", () => {
    for (const values of stacks) {
      const release = findRelease(String(values.release));
      const env = nodeEnvironment(planOf(configOf(values)));
      expect(
        Object.entries(env).filter(([name, value]) => !release.reads(name) || value === ""),
        drawn(values),
      ).toEqual([]);
      expect(
        Object.values(env).filter((value) => /^-?\d+(\.\d+)?e[+-]?\d+$/i.test(value)),
        drawn(values),
      ).toEqual([]);
    }
  });

  it("listens on, publishes, announces and checks one p2p port", () => {
    for (const values of stacks) {
      const plan = planOf(configOf(values));
      const { ports, healthcheck } = plan;
      const env = nodeEnvironment(plan);
      const enabled = values["p2p.enabled"] !== false && nodeRoles.includes(values.role as Role);
      const published = ports.filter(({ internal }) => internal !== 8080);
      const port = Number(values["p2p.port"] ?? 40_400);
      const each = { internal: port, external: port, ip: "0.0.0.0" };
      expect(published, drawn(values)).toEqual(
        enabled
          ? [
              { ...each, protocol: "tcp" },
              { ...each, protocol: "udp" },
            ]
          : [],
      );
      if (!enabled) continue;
      expect(portsTold(env), drawn(values)).toEqual([String(port)]);
      expect(healthcheck.tests.at(-1), drawn(values)).toBe(String(port));
    }
  });

  it("is the same plan each time", () => {
    for (const values of stacks) {
      const reversed = Object.fromEntries(Object.entries(values).reverse());
      expect(JSON.stringify(planOf(configOf(reversed))), drawn(values)).toBe(JSON.stringify(planOf(configOf(values))));
    }
  });
});

/** Returns each p2p port in a node's environment once: alone, or behind an address. */
function portsTold(env: Readonly<Record<string, string>>): string[] {
  const names = [
    "P2P_PORT",
    "P2P_TCP_LISTEN_ADDR",
    "P2P_UDP_LISTEN_ADDR",
    "P2P_TCP_ANNOUNCE_ADDR",
    "P2P_UDP_ANNOUNCE_ADDR",
  ];
  const ports = names.flatMap((name) => (env[name] === undefined ? [] : [env[name].replace(/^.*:/, "")]));
  return [...new Set(ports)];
}
