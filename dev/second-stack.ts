/** Writes the settings file of a further development stack: it joins the chain of the first one. */
import { existsSync, writeFileSync } from "node:fs";
import { P2P_PORT, RPC_PORT } from "../settings/ports";
import { settingsFile } from "../pulumi/dev-stack";
import { log } from "../terminal/output";

/** The stack whose chain is joined, and whose settings git has. */
const FIRST = "dev";
const NUMBERED = /^dev-([2-9]|[1-9]\d)$/;

/** Writes the settings file of a stack named `dev-2` to `dev-99`, if it has none. */
export function writeNumberedStack(stack: string, release: string): void {
  const file = settingsFile(stack);
  const number = NUMBERED.exec(stack)?.[1];
  if (number === undefined || existsSync(file)) return;
  writeFileSync(file, numberedSettings(Number(number), release));
  log(`  ✓ Pulumi.${stack}.yaml is new: the stack joins the chain of ${FIRST}`);
}

/** Returns the settings of the development stack with a number; each number has its ports. */
export function numberedSettings(number: number, release: string): string {
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
