/** The settings that `make up STACK=dev-2` writes. */
import { describe, expect, it } from "vitest";
import { serversOf } from "../settings/server-url";
import { parse } from "yaml";
import { z } from "zod";
import { acceptedConfig, configOf, LOCAL_RELEASE } from "../test/fixtures/stacks";
import { joiningSettings } from "./second-stack";

const fileSchema = z.object({ config: z.record(z.string(), z.unknown()) });

function settingsOf(stack: string) {
  const { config } = fileSchema.parse(parse(joiningSettings(stack, LOCAL_RELEASE) ?? ""));
  return acceptedConfig(configOf(config)).settings;
}

it("a numbered stack joins the chain of dev as a validator, with ports of its own", () => {
  const settings = settingsOf("dev-3");
  const { network, localChainOf, role, rpcPort } = settings;
  expect({ network, localChainOf, role, rpcPort, p2p: settings.p2p.port }).toEqual({
    network: "local",
    localChainOf: "dev",
    role: "sequencer",
    rpcPort: 8082,
    p2p: 40_402,
  });
});

describe("a prover of the chain of dev", () => {
  it.each(["prover-node", "prover-broker", "prover-agent"] as const)(
    "has the role %s, and the broker of dev",
    (role) => {
      const settings = settingsOf(`dev-${role}`);
      expect([settings.network, settings.localChainOf, settings.role]).toEqual(["local", "dev", role]);
      const broker = "http://aztec-validator-dev-prover-broker:8080";
      expect(settings.prover.brokerUrl).toEqual(role === "prover-broker" ? undefined : serversOf([broker]));
    },
  );

  it("can have several agents, and ports that no numbered stack has", () => {
    expect(settingsOf("dev-prover-agent-2").role).toBe("prover-agent");
    const last = settingsOf("dev-99");
    const [node, broker] = ["dev-prover-node", "dev-prover-broker"].map(settingsOf);
    expect([node?.rpcPort, broker?.rpcPort, node?.p2p.port]).toEqual([8181, 8180, 40_500]);
    expect([last.rpcPort, last.p2p.port]).toEqual([8178, 40_498]);
  });
});

it("another name says nothing about the settings", () => {
  for (const name of ["dev-prover", "dev-prover-node-2", "dev-prover-broker-2", "testnet"])
    expect(joiningSettings(name, LOCAL_RELEASE)).toBeUndefined();
});
