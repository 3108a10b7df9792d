/**
 * A validator, and the nodes that prove its epochs: a broker, two agents and a prover node. `make up` starts each as its
 * own stack, all on one chain. Their settings are those that `make up STACK=dev-prover-…` writes, with the tests' names
 * and ports.
 *
 * Differs from the real thing: `PROVER_REAL_PROOFS` is false, so an agent makes empty proofs, at once or in the time that
 * {@link SLOW_MILLISECONDS} says, and the chain's verifier accepts any. A real proof takes an agent 2 GiB of reference
 * strings, 128 GB of memory and minutes. The broker gives up on an agent after 10 s instead of 30 s.
 */
import { parse } from "yaml";
import { z } from "zod";
import { joiningSettings } from "../../dev/second-stack";
import { RELEASE } from "../../images/tags";
import { upStacks } from "../../pulumi/dev-stack";
import { RPC_PORT as RPC_PORT_INSIDE } from "../../settings/ports";
import { docker, P2P_PORT, RPC_PORT, TestStack } from "./test-stack";

/** How long a job takes the first agent: it never ends one. */
const SLOW_MILLISECONDS = 3_600_000;

export const sequencer = new TestStack("dev-test-prover-chain", ["--ready-only"]);
export const broker = new TestStack("dev-test-prover-broker");
export const agents = [new TestStack("dev-test-prover-agent-1"), new TestStack("dev-test-prover-agent-2")] as const;
export const proverNode = new TestStack("dev-test-prover-node");
/** They use the chain of the sequencer. */
const joined = [proverNode, ...agents, broker];

export const L1 = `${sequencer.container}-l1`;

const fileSchema = z.object({ config: z.record(z.string(), z.unknown()) });

/** Returns the settings that `make up` writes for a role. @param own names and ports of the tests */
function settingsOf(role: string, own: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { config } = fileSchema.parse(parse(joiningSettings(`dev-${role}`, RELEASE) ?? ""));
  const usesBroker = { prover: { brokerUrl: `http://${broker.container}:${RPC_PORT_INSIDE}` } };
  return { ...config, localChainOf: sequencer.name, ...("prover" in config ? usesBroker : {}), ...own };
}

/** Starts the chain and all stacks, in the order of docs/provers.md. @returns how each `make up` ended */
export async function startAll() {
  sequencer.configure();
  broker.write(
    settingsOf("prover-broker", { rpcPort: RPC_PORT + 1, extraEnv: { PROVER_BROKER_JOB_TIMEOUT_MS: "10000" } }),
  );
  agents[0].write(settingsOf("prover-agent", { extraEnv: { PROVER_TEST_DELAY_MS: String(SLOW_MILLISECONDS) } }));
  agents[1].write(settingsOf("prover-agent-2"));
  proverNode.write(settingsOf("prover-node", { rpcPort: RPC_PORT + 2, p2p: { port: P2P_PORT + 1 } }));
  await removeAll();
  const ofSequencer = await start(sequencer);
  const ofBroker = await start(broker);
  const [ofNode, ...ofAgents] = await Promise.all([proverNode, ...agents].map(start));
  return { sequencer: ofSequencer, broker: ofBroker, agents: ofAgents, node: ofNode };
}

/** @throws with everything that `make up` printed, if it fails */
async function start(stack: TestStack): Promise<string> {
  const { code, text } = await stack.up();
  if (code !== 0) throw new Error(`make up of ${stack.name} ended with exit code ${code}:\n${text}`);
  return text;
}

/** Takes down what is up: the chain last, which the others use. */
export async function removeAll(): Promise<void> {
  const up = upStacks();
  await Promise.all(joined.filter(({ name }) => up.includes(name)).map((stack) => stack.down()));
  if (up.includes(sequencer.name)) await sequencer.down();
}

export function forgetAll(): void {
  for (const stack of [...joined, sequencer]) stack.forget();
}

const keystoreSchema = z.object({ prover: z.object({ publisher: z.tuple([z.string()]) }) });

/** Returns the generated key of the prover node's publisher, from the file that the node has. */
export async function publisherKey(): Promise<string> {
  const text = await docker("exec", proverNode.container, "cat", "/var/lib/keys/keystore.json");
  return keystoreSchema.parse(JSON.parse(text)).prover.publisher[0];
}
