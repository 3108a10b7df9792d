/** Computes the genesis of a node's image, which shows the network that it is built for. */
import { z } from "zod";
import { unprivilegedOptions } from "../settings/container-user";
import type { DockerRunner } from "./docker";

/** The vendor's entry point, in full, because an image may have another one. */
const AZTEC = ["--no-warnings", "/usr/src/yarn-project/aztec/dest/bin/index.js"];

/** Options without network, rights and writable directories but /tmp, and with limits that spare a node beside it. */
const CONFINED = [
  ...["--memory=1g", "--memory-swap=1g", "--cpus=1"],
  ...["--network=none", "--tmpfs=/tmp"],
  ...unprivilegedOptions(),
];

const valuesSchema = z.object({ genesisArchiveRoot: z.string().regex(/^0x[0-9a-f]{64}$/) });

/** Accounts that a development network may have from its first block; they change the genesis. */
export interface GenesisAccounts {
  readonly testAccounts: boolean;
  readonly sponsoredFpc: boolean;
}

/** Genesis accounts of the public networks. Source: `testnet` and `mainnet` of @aztec/cli 4.1.2, `config/generated/networks.js`. */
const NO_ACCOUNTS: GenesisAccounts = { testAccounts: false, sponsoredFpc: false };

/**
 * Computes the root of the archive that a node of an image starts from: what `archiveAt(0)` of its network's rollup is.
 * Takes 3 to 4 seconds of a processor.
 *
 * @param image an image on the host
 * @returns undefined for a release that cannot compute it
 */
export async function genesisRootOf(
  docker: DockerRunner,
  image: string,
  { testAccounts, sponsoredFpc }: GenesisAccounts = NO_ACCOUNTS,
): Promise<string | undefined> {
  const options = [`--test-accounts=${String(testAccounts)}`, `--sponsored-fpc=${String(sponsoredFpc)}`];
  const command = [...AZTEC, "compute-genesis-values", ...options];
  const { code, text } = await docker(["run", "--rm", ...CONFINED, "--entrypoint=node", image, ...command]);
  if (code !== 0) return undefined;
  return rootIn(text);
}

/** Finds the values in the output of the command; log lines may precede them. */
function rootIn(text: string): string | undefined {
  try {
    const found: unknown = JSON.parse(text.slice(text.lastIndexOf("{")));
    return valuesSchema.safeParse(found).data?.genesisArchiveRoot;
  } catch {
    return undefined;
  }
}
