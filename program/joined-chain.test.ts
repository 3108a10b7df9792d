/** A development stack that joins the chain of another one. Not proven here: that the chain takes it (test/engine). */
import { describe, expect, it } from "vitest";
import { configOf, dev } from "../test/fixtures/stacks";
import { find, listed, refusalOf, runProgram } from "../test/fakes/recorder";

const values = { ...dev, localChainOf: "dev" };
const joined = { name: "dev-2", config: configOf(values) };
/** Of the key that the recorder makes. */
const ADDRESS = "0xe1fAE9b4fAB2F5726677ECfA912d96b0B683e6a9";

describe("a stack that joins a chain", () => {
  it("has no L1 of its own: it follows the other one's, in that one's network, with the other node as its peer", async () => {
    const run = await runProgram(joined);
    expect(listed(run).filter((line) => line.includes("l1"))).toEqual([
      "aztec-validator:index:JoinedL1 l1",
      "aztec:index:ChainMember l1-member",
      "aztec:index:LocalChain l1-chain",
    ]);
    const { envs, networksAdvanced } = find(run, "node-container").inputs;
    expect(networksAdvanced).toEqual([{ name: "aztec-validator-dev-2" }, { name: "aztec-validator-dev-l1" }]);
    expect(envs).toEqual(
      expect.arrayContaining([
        "ETHEREUM_HOSTS=http://aztec-validator-dev-l1:8545",
        "BOOTSTRAP_NODES=http://aztec-validator-dev:8080",
        "P2P_BOOTSTRAP_NODES_AS_FULL_PEERS=true",
      ]),
    );
  });

  it("gets its attester into the validator set once the node is ready", async () => {
    const member = find(await runProgram(joined), "l1-member");
    expect(member.inputs).toMatchObject({
      l1: "aztec-validator-dev-l1",
      stack: "dev-2",
      attesters: [{ address: ADDRESS, publishers: [ADDRESS] }],
    });
    expect(member.dependencies).toContain("node-ready");
  });

  it("stays in the validator set while it is stopped, as on a public network", async () => {
    const run = await runProgram({ ...joined, config: configOf({ ...values, stopped: true }) });
    expect(listed(run)).toContain("aztec:index:ChainMember l1-member");
  });

  it("has nothing in the validator set as a full node", async () => {
    const run = await runProgram({ ...joined, config: configOf({ ...values, role: "full-node" }) });
    expect(listed(run).filter((line) => line.includes("ChainMember"))).toEqual([]);
  });

  it("has a generated publisher as a prover node, which the L1 funds and no validator set has", async () => {
    const own = { role: "prover-node", "prover.brokerUrl": "http://broker:8080" };
    const run = await runProgram({ ...joined, config: configOf({ ...values, ...own }) });
    expect(find(run, "l1-member").inputs).toMatchObject({ attesters: [], publishers: [ADDRESS] });
    expect(listed(run)).toContain("random:index/randomBytes:RandomBytes keys-prover");
    expect(JSON.stringify(find(run, "node-container").inputs)).not.toContain("PROVER_PUBLISHER");
  });

  it("is no member of the chain as a prover's broker or agent", async () => {
    for (const own of [{ role: "prover-broker" }, { role: "prover-agent", "prover.brokerUrl": "http://broker:8080" }]) {
      const run = await runProgram({ ...joined, config: configOf({ ...values, ...own }) });
      expect(listed(run).filter((line) => /ChainMember|RandomBytes/.test(line))).toEqual([]);
    }
  });

  it("cannot join itself", async () => {
    const { message, registered } = await refusalOf({ ...joined, name: "dev" });
    expect(registered).toEqual([]);
    expect(message).toBe(
      [
        "1 problem in the settings; nothing was changed.",
        "  localChainOf is dev, which is this stack: it has a chain of its own without this setting",
        "      remove localChainOf in Pulumi.dev.yaml",
      ].join("\n"),
    );
  });
});
