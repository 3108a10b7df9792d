/**
 * A sequencer, and what proves its epochs, each as a stack of its own on one chain: a broker, two agents, a prover node.
 *
 * Differs from the real thing: `PROVER_REAL_PROOFS` is false, so an agent makes empty proofs, at once or in the time that
 * {@link SLOW_MILLISECONDS} says, and the chain's verifier accepts any. A real proof takes an agent 2 GiB of reference
 * strings, 128 GB of memory and minutes. The broker gives up on an agent after 10 s instead of 30 s.
 */
import { ethereumAddress } from "../../keys/keys";
import { RPC_PORT } from "../../settings/ports";
import { TEST_KEYS } from "../fixtures/samples";
import { omit } from "../fixtures/wrong/wrong";
import { EMPTY_BLOCKS, onChain, startChain } from "./own-chain";
import { OwnStack } from "./own-stack";
import type { Ended } from "./test-stack";

/** How long a job takes the first agent: it never ends one. */
const SLOW_MILLISECONDS = 3_600_000;

export const sequencer = new OwnStack("test-prover-chain");
export const broker = new OwnStack("test-prover-broker");
export const agents = [new OwnStack("test-prover-agent-1"), new OwnStack("test-prover-agent-2")] as const;
export const proverNode = new OwnStack("test-prover-node");
const twin = new OwnStack("test-prover-twin", { PULUMI_BACKEND_URL: `file://${proverNode.home}` });
export const all = [sequencer, broker, ...agents, proverNode, twin];

/** Sends the proofs. */
const PUBLISHER = ethereumAddress(TEST_KEYS.prover);
const BROKER = { "prover.brokerUrl": `http://${broker.container}:${RPC_PORT}` };
const FAKE_PROOFS = { PROVER_REAL_PROOFS: "false" };
const ON_CHAIN = { ...FAKE_PROOFS, ETHEREUM_SLOT_DURATION: "4" };
const SLOW = { ...FAKE_PROOFS, PROVER_TEST_DELAY_MS: String(SLOW_MILLISECONDS) };

function settingsOf(role: "prover-node" | "prover-broker" | "prover-agent", offset: number): Record<string, unknown> {
  const own = { ...omit(onChain(offset), "attesterPrivateKey"), role };
  if (role === "prover-node")
    return { ...own, ...BROKER, proverPublisherPrivateKeys: [TEST_KEYS.prover], extraEnv: ON_CHAIN };
  const alone = omit(own, "p2p.announceIp", "p2p.port");
  if (role === "prover-broker") return { ...alone, extraEnv: { ...ON_CHAIN, PROVER_BROKER_JOB_TIMEOUT_MS: "10000" } };
  return {
    ...omit(alone, "ethereumHosts", "l1ConsensusHosts", "l1ChainId", "l1Contracts.registry"),
    ...BROKER,
    extraEnv: FAKE_PROOFS,
  };
}

/** Starts the chain and all stacks. The first slots of the sequencer go by while the others start. */
export async function startAll(): Promise<void> {
  await startChain({ attesters: [ethereumAddress(TEST_KEYS.attester)], publishers: [PUBLISHER] });
  await Promise.all([
    start(sequencer, { ...onChain(), ...EMPTY_BLOCKS, extraEnv: ON_CHAIN }),
    start(broker, settingsOf("prover-broker", 1)),
    start(agents[0], { ...settingsOf("prover-agent", 2), extraEnv: SLOW }),
    start(agents[1], settingsOf("prover-agent", 3)),
    start(proverNode, settingsOf("prover-node", 4)),
  ]);
}

async function start(stack: OwnStack, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await stack.init();
  await stack.configure(settings);
  const { code, text } = await stack.up();
  if (code !== 0) throw new Error(`up of ${stack.name} ended with exit code ${code}:\n${text}`);
}

/** What a preview of a second prover node with the same publisher prints, in the same backend. */
export async function previewTwin(): Promise<Ended> {
  await twin.init();
  await twin.configure(settingsOf("prover-node", 5));
  return twin.run(["preview", "--color=never", "--stack", twin.name]);
}
