/** Writes the settings file of a further development stack, which joins the chain of the first one. */
import { existsSync, writeFileSync } from "node:fs";
import { P2P_PORT, RPC_PORT } from "../settings/ports";
import { PROJECT_NAME, settingsFile } from "../pulumi/dev-stack";
import { log } from "../terminal/output";

/** The stack whose chain is joined. Its settings file is in Git. */
const FIRST = "dev";
const NUMBERED = /^dev-([2-9]|[1-9]\d)$/;
/** There can be several agents, and one of each other role. */
const PROVER = /^dev-(prover-(?:node|broker|agent))$|^dev-(prover-agent)-[2-9]$/;
const BROKER = `${PROJECT_NAME}-dev-prover-broker`;
/** Ports of the provers on the host: none of a numbered stack has them. */
const PROVER_PORTS = { rpc: RPC_PORT + 100, p2p: P2P_PORT + 100 };

/**
 * Writes the settings file of a stack that joins the first one's chain, if it has none: `dev-2` to `dev-99`, and
 * `dev-prover-node`, `dev-prover-broker`, `dev-prover-agent`.
 */
export function writeJoiningStack(stack: string, release: string): void {
  const file = settingsFile(stack);
  const text = joiningSettings(stack, release);
  if (text === undefined || existsSync(file)) return;
  writeFileSync(file, text);
  log(`  ✓ Pulumi.${stack}.yaml is new: the stack joins the chain of ${FIRST}`);
}

/** Returns the settings of a stack by its name; undefined if the name says nothing about it. */
export function joiningSettings(stack: string, release: string): string | undefined {
  const number = NUMBERED.exec(stack)?.[1];
  if (number !== undefined) return numberedSettings(Number(number), release);
  const [, role, further] = PROVER.exec(stack) ?? [];
  const prover = role ?? further;
  return prover && proverSettings(prover, release);
}

/** Returns the settings of a role that proves the first stack's chain; docs/provers.md shows the roles. */
function proverSettings(role: string, release: string): string {
  const own: Readonly<Record<string, readonly string[]>> = {
    "prover-broker": [`  rpcPort: ${PROVER_PORTS.rpc}`],
    "prover-node": [`  rpcPort: ${PROVER_PORTS.rpc + 1}`, "  p2p:", `    port: ${PROVER_PORTS.p2p}`],
  };
  const usesBroker = role === "prover-broker" ? [] : ["  prover:", `    brokerUrl: http://${BROKER}:${RPC_PORT}`];
  return [
    `# A ${role} of the chain of the stack ${FIRST}, which has to be up (docs/provers.md).`,
    "config:",
    "  network: local",
    `  localChainOf: ${FIRST}`,
    `  role: ${role}`,
    `  release: ${release}`,
    "  memoryMb: 2048",
    "  readyTimeoutSeconds: 180",
    ...(own[role] ?? []),
    ...usesBroker,
    "",
  ].join("\n");
}

/** Returns the settings of the stack with a number; each number has its ports. */
function numberedSettings(number: number, release: string): string {
  return [
    `# A further stack of one chain: a second validator on the chain of the stack ${FIRST}, which has to be up.`,
    "# For a node without duties, change the role to full-node.",
    "config:",
    "  network: local",
    `  localChainOf: ${FIRST}`,
    "  role: sequencer",
    `  release: ${release}`,
    "  memoryMb: 3072",
    "  readyTimeoutSeconds: 180",
    "  p2p:",
    `    port: ${P2P_PORT + number - 1}`,
    `  rpcPort: ${RPC_PORT + number - 1}`,
    "",
  ].join("\n");
}
