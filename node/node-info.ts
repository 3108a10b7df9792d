/** Settings that a private network's bootnode reports: chain, contracts, and the ENR to find first peers with. */
import { z } from "zod";
import { isZero } from "../keys/addresses";
import { enrProblem } from "../keys/enr";
import type { Release } from "../settings/releases/release";
import { type PublicNetworkName, publicContractOn } from "../settings/network/networks";
import { isApplicable } from "../settings/checks/applicability";
import { settingDefinitions } from "../settings/schema";

const PREFIX = "l1Contracts.";

/** Returns the paths of the settings that a bootnode reports for a release. */
export function bootnodeSettings(release: Release): string[] {
  const contracts = settingDefinitions.filter(
    (definition) => definition.path.startsWith(PREFIX) && isApplicable(definition, release),
  );
  return ["l1ChainId", "bootstrapNodes", ...contracts.map(({ path }) => path)];
}

/** Names of the method, the newer one first: 5.0 renamed it. */
export const NODE_INFO_METHODS = ["aztec_getNodeInfo", "node_getNodeInfo"] as const;

const nodeInfoSchema = z.looseObject({
  l1ChainId: z.number().int().positive().optional().catch(undefined),
  enr: z.string().optional().catch(undefined),
  l1ContractAddresses: z.record(z.string(), z.unknown()).catch({}),
});
type NodeInfo = z.output<typeof nodeInfoSchema>;

/** A bootnode is a node of a public network, which must not be run as a custom one. */
export class PublicBootnode extends Error {
  constructor(
    readonly network: PublicNetworkName,
    contract: string,
  ) {
    super(`it is a node of ${network}, by the ${contract} in its answer`);
  }
}

/** @throws {PublicBootnode} if the contracts are those of a public network: as a custom one it escapes the checks that protect the stake */
function refusePublic({ l1ChainId, l1ContractAddresses: { registryAddress, rollupAddress } }: NodeInfo): void {
  for (const address of [registryAddress, rollupAddress]) {
    const known = typeof address === "string" ? publicContractOn(address, l1ChainId) : undefined;
    if (known) throw new PublicBootnode(known.network, known.name);
  }
}

/**
 * Picks settings from a bootnode's answer.
 *
 * @param answer result of its getNodeInfo
 * @param paths  paths of the settings, as `bootnodeSettings` returns them
 * @throws {PublicBootnode} of a public network
 * @throws with the name of each field that is missing or not an address
 */
export function readNodeInfo(answer: unknown, paths: readonly string[]): Record<string, string> {
  const info = nodeInfoSchema.safeParse(answer).data;
  if (!info) throw new Error("the answer is not one of getNodeInfo");
  refusePublic(info);
  const fields = paths.map((path) => field(path, info));
  const missing = fields.flatMap(({ name, value }) => (value === undefined ? [name] : []));
  if (missing.length > 0) throw new Error(`the answer has no ${missing.join(", ")}`);
  return Object.fromEntries(paths.map((path, i) => [path, fields[i]?.value ?? ""]));
}

interface Field {
  /** Name in the bootnode's answer. */
  readonly name: string;
  readonly value: string | undefined;
}

function field(path: string, info: NodeInfo): Field {
  if (path === "l1ChainId") return { name: "l1ChainId", value: info.l1ChainId?.toString() };
  if (path === "bootstrapNodes") {
    return { name: "enr", value: info.enr && !enrProblem(info.enr) ? info.enr : undefined };
  }
  const name = `${path.slice(PREFIX.length)}Address`;
  const address = info.l1ContractAddresses[name];
  const isAddress = typeof address === "string" && /^0x[0-9a-fA-F]{40}$/.test(address) && !isZero(address);
  return { name: `l1ContractAddresses.${name}`, value: isAddress ? address : undefined };
}
