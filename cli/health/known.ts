/** What a stack's state and its settings say of a node, before it is asked itself. Pure. */
import { z } from "zod";
import { chainId as localChainId } from "../../images/l1/chain.dev.json";
import { publicAttesterSchema } from "../../settings/claim";
import { publicNetwork } from "../../settings/network/networks";
import type { Settings } from "../../settings/schema";
import { resourcesIn } from "../../pulumi/state";
import type { NodeLocation } from "../stack/state";
import { AZTEC, COMPONENT } from "../../resources/names";

/** Who signs, by addresses. */
export interface Signers {
  readonly attesters: readonly string[];
  readonly publishers: readonly string[];
}

export interface Known extends NodeLocation {
  readonly stack: string;
  readonly signers: Signers;
  /** But for secrets; undefined where they cannot be read. */
  readonly settings: Settings | undefined;
  /** Whether the backend has it. */
  readonly isThere: boolean;
  /** The command that brings the stack up. */
  readonly upCommand: string;
}

const addresses = z.array(z.string());
const attestersSchema = z.array(publicAttesterSchema);

/** Who signs in a stack's node, by its state. @param state what `pulumi stack export` prints */
export function signersIn(state: string): Signers {
  const resources = resourcesIn(state);
  const claim = resources.find(({ type }) => type === AZTEC.keyClaim)?.inputs;
  if (claim) return { attesters: addresses.parse(claim.attesters), publishers: addresses.parse(claim.publishers) };
  // A development chain's keys are nobody else's, and so are claimed from nobody.
  const keys = resources.find(({ type }) => type === COMPONENT.validatorKeys);
  const made = attestersSchema.safeParse(keys?.outputs.attesters).data ?? [];
  return {
    attesters: made.map(({ address }) => address),
    publishers: [
      ...new Set(made.flatMap(({ address, publishers }) => (publishers.length > 0 ? publishers : [address]))),
    ],
  };
}

/** The chain that the L1 of a network has to be; undefined where the settings do not say. */
export function chainIdOf({ network, l1ChainId }: Settings): number | undefined {
  return network === "local" ? localChainId : (publicNetwork(network)?.chainId ?? l1ChainId);
}
