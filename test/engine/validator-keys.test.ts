/**
 * The node's own tool for keys, with an Ethereum that has Aztec's contracts: it calls them for a BLS key's proof of
 * possession. Its output is in test/golden/validator-keys.json, for the tests of our derivation.
 */
import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { execa } from "execa";
import { afterAll, beforeAll, expect, it } from "vitest";
import { localL1, nodeImage, RELEASE } from "../../images/tags";
import { ZERO_AZTEC_ADDRESS } from "../../keys/keys";
import { type Printed, printedSchema, toolRuns } from "../fixtures/validator-keys";
import { docker } from "./test-stack";

const L1 = "aztec-validator-test-keys-l1";
const URL = "http://127.0.0.1:8545";
const IN_ITS_NETWORK = ["run", "--rm", "--network", `container:${L1}`];

beforeAll(async () => {
  await docker("rm", "--force", L1);
  await docker("run", "--detach", "--name", L1, localL1(RELEASE).image);
});

afterAll(async () => {
  await docker("rm", "--force", L1);
});

/** Queries the chain, as soon as it answers, for the address of the contract that registers attesters. */
async function registrar(): Promise<string> {
  const selectors = ["getCanonicalRollup()", "getGSE()"].map((name) =>
    bytesToHex(keccak_256(utf8ToBytes(name)).slice(0, 4)),
  );
  const script = `
    const call = async (method, params) => {
      const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
      const answer = await fetch("${URL}", { method: "POST", headers: { "content-type": "application/json" }, body });
      return (await answer.json()).result;
    };
    const until = Date.now() + 60_000;
    while (!(await call("eth_chainId", []).catch(() => undefined)) && Date.now() < until) {
      await new Promise((again) => setTimeout(again, 50));
    }
    let address = "${localL1(RELEASE).registry}";
    for (const selector of ${JSON.stringify(selectors)}) {
      address = "0x" + (await call("eth_call", [{ to: address, data: "0x" + selector }, "latest"])).slice(-40);
    }
    console.log(address);`;
  const args = [...IN_ITS_NETWORK, "-i", "--entrypoint=node", nodeImage(RELEASE), "--input-type=module", "-"];
  return (await execa("docker", args, { input: script })).stdout;
}

async function printed(gse: string, run: (typeof toolRuns)[number]): Promise<Printed> {
  const options = {
    "data-dir": "/tmp/keys",
    mnemonic: run.mnemonic,
    "account-index": run.accountIndex,
    "address-index": run.addressIndex,
    count: run.count,
    "publisher-count": run.publishers,
    "fee-recipient": ZERO_AZTEC_ADDRESS,
    "gse-address": gse,
    "l1-rpc-urls": URL,
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const env = run.legacy ? ["--env", "LEGACY_BLS_CLI=1"] : [];
  const tool = [nodeImage(RELEASE), "validator-keys", "new", "--json", "--staker-output"];
  return printedSchema.parse(JSON.parse(await docker(...IN_ITS_NETWORK, ...env, ...tool, ...args)));
}

it(`the tool of ${RELEASE} derives the keys and registrations that ours are tested with`, async () => {
  const gse = await registrar();
  const all = await Promise.all(toolRuns.map((run) => printed(gse, run)));
  await expect(`${JSON.stringify(all, null, 2)}\n`).toMatchFileSnapshot("../golden/validator-keys.json");
});
