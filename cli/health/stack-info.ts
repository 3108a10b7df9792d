/** Collects what a stack's state and settings contain about its node, before the node itself is queried. */
import { z } from "zod";
import { chainId as localChainId } from "../../images/l1/chain.dev.json";
import { KnownFailure } from "../../pulumi/failure";
import { lastLine } from "../../remote/log-text";
import { claimOf, publicAttesterSchema } from "../../settings/claim";
import { l1ChainOf } from "../../settings/network/networks";
import type { Settings } from "../../settings/schema";
import type { StackSession } from "../stack/session";
import { resourcesIn } from "../../pulumi/state";
import { AZTEC, COMPONENT } from "../../resources/names";
import type { NodeLocation } from "../stack/state";

/** Addresses of the keys that a node signs with. */
export interface Signers {
  readonly attesters: readonly string[];
  readonly publishers: readonly string[];
}

export const NO_SIGNERS: Signers = { attesters: [], publishers: [] };

export interface StackInfo extends NodeLocation {
  readonly stack: string;
  readonly signers: Signers;
  /** Why the signers are unknown; undefined if they are known, or there are none. */
  readonly signersUnknown?: string | undefined;
  /** Addresses that receive the rewards, by attester. Those in an operator's own keystore file are missing. */
  readonly coinbases?: Readonly<Record<string, string>> | undefined;
  /** Addresses that publish for each attester. */
  readonly publishersOf?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Settings without the secret ones; undefined if they cannot be read. */
  readonly settings: Settings | undefined;
  /** Whether the backend has the stack. */
  readonly exists: boolean;
  /** The command that brings the stack up. */
  readonly upCommand: string;
  /** Whether its node is on another machine: then the Docker of this one says nothing about it. */
  readonly isElsewhere?: boolean;
}

/** Reads a stack's state and settings. @throws {OperatorError} if the backend does not return them */
export async function readStackInfo(stack: StackSession): Promise<StackInfo> {
  const [{ state, location }, settings] = await Promise.all([stack.snapshot(), stack.plainSettings()]);
  const signers = signersIn(state);
  const hasSigners = signers.attesters.length + signers.publishers.length > 0;
  const found = hasSigners || settings?.network === "local" ? { signers } : await signersInSettings(stack);
  return {
    ...location,
    stack: stack.name,
    exists: true,
    ...found,
    coinbases: coinbasesIn(state),
    publishersOf: publishersIn(state),
    settings,
    upCommand: stack.upCommand,
    isElsewhere: await stack.isElsewhere(),
  };
}

/** Finds the signers of a stack that records no claim. Those of a sequencer are unknown if its settings cannot be decrypted, or are wrong. */
async function signersInSettings(stack: StackSession): Promise<Pick<StackInfo, "signers" | "signersUnknown">> {
  try {
    const check = await stack.checkConfig();
    if (check.ok) return { signers: claimOf(check.settings) ?? NO_SIGNERS };
    const isSequencer = (await stack.role()) === "sequencer";
    return { signers: NO_SIGNERS, ...(isSequencer && { signersUnknown: "its settings have problems" }) };
  } catch (error) {
    const reason = error instanceof KnownFailure ? error.summary : lastLine(String(error));
    return { signers: NO_SIGNERS, signersUnknown: reason };
  }
}

const addresses = z.array(z.string());
const publicSchema = z.array(publicAttesterSchema);

/** Finds the signers in a stack's state. @param state the output of `pulumi stack export` */
export function signersIn(state: string): Signers {
  const resources = resourcesIn(state);
  const claim = resources.find(({ type }) => type === AZTEC.keyClaim)?.inputs;
  if (claim) return { attesters: addresses.parse(claim.attesters), publishers: addresses.parse(claim.publishers) };
  // A development chain's keys are used nowhere else, so there is no claim.
  const generated = publicAttesters(resources);
  const keys = resources.find(({ type }) => type === COMPONENT.validatorKeys);
  const provers = addresses.safeParse(keys?.outputs.provers).data ?? [];
  const publishers = [...generated.flatMap(publishersOf), ...provers];
  return { attesters: generated.map(({ address }) => address), publishers: [...new Set(publishers)] };
}

/** Finds the coinbase of each attester in a stack's state. */
export function coinbasesIn(state: string): Readonly<Record<string, string>> {
  const attesters = publicAttesters(resourcesIn(state));
  return Object.fromEntries(attesters.map(({ address, coinbase }) => [address, coinbase]));
}

/** Finds the publishers of each attester in a stack's state. */
export function publishersIn(state: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(publicAttesters(resourcesIn(state)).map((one) => [one.address, publishersOf(one)]));
}

/** Returns the addresses that publish for an attester: its own if it has no others. */
function publishersOf({ address, publishers }: z.output<typeof publicAttesterSchema>): readonly string[] {
  return publishers.length > 0 ? publishers : [address];
}

function publicAttesters(resources: ReturnType<typeof resourcesIn>): z.output<typeof publicSchema> {
  const keys = resources.find(({ type }) => type === COMPONENT.validatorKeys);
  return publicSchema.safeParse(keys?.outputs.attesters).data ?? [];
}

/** Returns the chain that the L1 of a network must be on; undefined if the settings do not name it. */
export function chainIdOf(settings: Settings): number | undefined {
  return settings.network === "local" ? localChainId : l1ChainOf(settings);
}
