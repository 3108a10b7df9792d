/** The whole container of each kind of stack, in a file: a reviewer sees there what a change does to a node. */
import { importOption } from "./script-text";
import { describe, expect, it } from "vitest";
import { settingDefinitions } from "../settings/schema";
import { envVars } from "../settings/releases/env-vars";
import { roles } from "../settings/schema/definition";
import { nodeEnvironment, planOf } from "../test/fixtures/plans";
import { samples } from "../test/fixtures/samples";
import { several } from "../test/fixtures/several";
import { omit } from "../test/fixtures/wrong/wrong";
import { configOf, custom, dev, everything, highAvailability, mainnet, testnet } from "../test/fixtures/stacks";

const stacks: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  dev,
  testnet,
  mainnet,
  "mainnet-ha": highAvailability,
  "testnet-asks-for-its-address": {
    ...omit(testnet, "p2p.announceIp"),
    "p2p.queryForIp": true,
    "p2p.publicIpServices": samples["p2p.publicIpServices"],
  },
  "seed-era": custom("sequencer", "0.69.1"),
  bootnode: {
    network: "custom",
    release: "5.2.0",
    bootnodeUrl: "http://bootnode.example.org:8080",
    ...withoutNetwork(),
  },
  "several-attesters": several,
  ...Object.fromEntries(roles.map((role) => [`role-${role}`, custom(role, "5.2.0")])),
  ...Object.fromEntries(
    ["0.66.0", "0.69.1", "4.1.2", "5.2.0"].map((release) => [
      `everything-${release}`,
      everything("sequencer", release),
    ]),
  ),
  "everything-prover-node-0.69.1": everything("prover-node", "0.69.1"),
  "everything-prover-node-5.2.0": everything("prover-node", "5.2.0"),
  "everything-prover-agent-5.2.0": everything("prover-agent", "5.2.0"),
  ...Object.fromEntries(
    ["6.0.0-rc.1", "6.0.0"].flatMap((release) =>
      (["sequencer", "prover-node", "prover-agent"] as const).map((role) => [
        `everything-${role}-${release}`,
        { ...everything(role, release), extraEnv: { ACVM_BINARY_PATH: "/usr/src/noir-execute" } },
      ]),
    ),
  ),
  "testnet-6.0.0-rc.1": { ...testnet, release: "6.0.0-rc.1" },
  "mainnet-6.0.0": { ...mainnet, release: "6.0.0" },
};

function withoutNetwork(): Record<string, unknown> {
  const { ethereumHosts, l1ConsensusHosts, attesterPrivateKey } = testnet;
  return { ethereumHosts, l1ConsensusHosts, attesterPrivateKey, "p2p.announceIp": "10.1.2.3" };
}

/** Names the scripts that run before the node in the place of their texts. */
const withoutScript = (value: string) =>
  ["prepare-places.mjs", "local-peers.mjs"].reduce(
    (text, script) => text.replace(importOption(script), `--import=<${script}>`),
    value,
  );

describe("the plan of a stack", () => {
  it.each(Object.entries(stacks))("%s equals its golden file", async (name, values) => {
    const { healthcheck, ...plan } = planOf(configOf(values));
    const [, , , , ...args] = healthcheck.tests;
    const env = Object.fromEntries(Object.entries(plan.env).map(([name, value]) => [name, withoutScript(value)]));
    const snapshot = { ...plan, env, healthcheck: ["the script of the health check", ...args] };
    await expect(`${JSON.stringify(snapshot, undefined, 2)}\n`).toMatchFileSnapshot(
      `../test/golden/plans/${name}.json`,
    );
  });

  it("is in one golden file or another for every variable of the node", () => {
    const written = new Set(
      Object.values(stacks).flatMap((values) => Object.keys(nodeEnvironment(planOf(configOf(values))))),
    );
    const never = settingDefinitions.flatMap((variable) => {
      const names = envVars(variable).flatMap((entry) => entry.names);
      return names.length === 0 || names.some((name) => written.has(name)) ? [] : [variable.path];
    });
    expect(never).toEqual([]);
  });
});
