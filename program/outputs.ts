/** The outputs of a stack: `pulumi stack output`. */
import * as pulumi from "@pulumi/pulumi";
import type { AztecNode } from "../components/node";
import type { ValidatorKeys } from "../components/validator-keys";
import type { ArgsOf } from "../resources/args";
import { costText } from "../settings/aws/cost";
import { rpcUrl } from "../settings/ports";
import type { Settings } from "../settings/schema";
import type { StackOutputs } from "./outputs-schema";

export interface StackParts {
  readonly settings: Settings;
  /** Address of the host; undefined if the stack does not know it. */
  readonly hostAddress: pulumi.Output<string> | undefined;
  /** Address announced to peers; undefined if only the node detects it. */
  readonly address: pulumi.Input<string> | undefined;
  readonly keys: ValidatorKeys;
  readonly node: AztecNode;
}

/**
 * Returns the outputs of a stack. They depend on the role, the kind of host and whether the stack is stopped. Undefined
 * ones are left out, because Pulumi warns of each at every `up`.
 */
export function outputsOf(parts: StackParts): Record<string, unknown> {
  return Object.fromEntries(Object.entries(allOutputs(parts)).filter(([, output]) => output !== undefined));
}

type PossibleOutputs = { readonly [K in keyof Required<StackOutputs>]: ArgsOf<StackOutputs>[K] };

function allOutputs({ settings, hostAddress, address, keys, node }: StackParts): PossibleOutputs {
  const { ready } = node;
  const { network, p2p } = settings;
  const announced = p2p.announcePort ?? p2p.port;
  return {
    nodeVersion: ready?.nodeVersion,
    chain: { network, l1ChainId: ready?.l1ChainId, rollupVersion: ready?.rollupVersion },
    peerId: keys.peerId,
    // Only a node with peers has one.
    enr: keys.peerId && ready?.enr,
    p2pEndpoint: keys.peerId && pulumi.interpolate`${address ?? "<detected by the node>"}:${announced}`,
    rpcUrl: rpcUrl(settings) && pulumi.output(hostAddress).apply((ip) => rpcUrl(settings, ip)),
    monthlyCost: settings.host.kind === "aws" ? costText(settings) : undefined,
    containerName: node.container?.name,
    volume: node.dataVolume.name,
    imageDigest: node.imageDigest,
    coinbase: keys.coinbase,
    attesters: keys.attesters,
    adminApiKey: keys.adminApiKey,
  };
}
