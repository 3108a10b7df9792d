/**
 * A node that starts late, with an Ethereum server that has forgotten the rollup's first transactions: `up` ends before its
 * time limit, and says so; so does `status`.
 *
 * Differences from a real network: the L1 keeps its transactions for half a minute, and servers for a year and more.
 */
import { afterAll, beforeAll, expect, it } from "vitest";
import { statusReportSchema } from "../../cli/health/status-report";
import { ethereumAddress } from "../../keys/keys";
import { TEST_KEYS } from "../fixtures/samples";
import { omit } from "../fixtures/wrong/wrong";
import { L1Events } from "./l1-events";
import { EMPTY_BLOCKS, L1, onChain, RPC_PORT, startChain, stopChain } from "./own-chain";
import { OwnStack } from "./own-stack";

const validator = new OwnStack("test-early");
const late = new OwnStack("test-late");
const events = new L1Events(L1, RPC_PORT);
const POLL = { timeout: 200_000, interval: 1000 };

beforeAll(async () => {
  await startChain({ attesters: [ethereumAddress(TEST_KEYS.attester)], keptHours: 0.01 });
  for (const stack of [validator, late]) await stack.init();
  const proposing = { ...EMPTY_BLOCKS, extraEnv: { ETHEREUM_SLOT_DURATION: "4" } };
  await validator.configure({ ...onChain(), ...proposing });
  // Far longer than such a node is waited for.
  const fullNode = { ...omit(onChain(1), "attesterPrivateKey"), role: "full-node", readyTimeoutSeconds: 900 };
  await late.configure(fullNode);
});

afterAll(async () => {
  await Promise.all([validator.remove(), late.remove()]);
  await stopChain();
});

it("is not waited for: up names what the server lacks, and the command for another one", async () => {
  const { code, text } = await validator.up();
  expect(code, text).toBe(0);
  // The L1 has forgotten the first checkpoint.
  await expect.poll(async () => (await events.checkpoints())[0]?.number ?? 0, POLL).toBeGreaterThan(1);
  const ended = await late.up();
  expect(ended.code).not.toBe(0);
  const words = ended.text.replaceAll(/\s+/g, " ");
  expect(words).toContain(
    "the Ethereum server lacks old transactions or events of the rollup, so the node cannot read the chain from its beginning",
  );
  const remedy = `pulumi config set --secret ethereumHosts --stack ${late.name}`;
  expect(words).toContain(remedy);
  const { findings } = statusReportSchema.parse(JSON.parse((await late.cli("status", "--json")).text));
  const ready = findings.find(({ check }) => check === "ready");
  expect(ready?.message).toContain(": the Ethereum server lacks old transactions or events of the rollup");
  expect(ready?.remedy).toContain(remedy);
});
