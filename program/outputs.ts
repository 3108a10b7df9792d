/** What a stack tells once it is up: `pulumi stack output`. */
import * as pulumi from "@pulumi/pulumi";
import type { AztecNode } from "../components/node";
import type { ValidatorKeys } from "../components/validator-keys";
import { costText } from "../settings/aws/cost";
import { rpcUrl } from "../settings/ports";
import type { Settings } from "../settings/schema";

interface Made {
  readonly settings: Settings;
  /** Of the host, where it brings one. */
  readonly hostAddress: pulumi.Output<string> | undefined;
  /** That peers are told, as far as it is known before the node asks for it. */
  readonly address: pulumi.Input<string> | undefined;
  readonly keys: ValidatorKeys;
  readonly node: AztecNode;
}

/**
 * What there is of it depends on the role, on where the host is, and on whether there is a node. What is not there is
 * left out: Pulumi warns of each such output at every `up`.
 */
export function outputsOf(made: Made): Record<string, unknown> {
  return Object.fromEntries(Object.entries(all(made)).filter(([, output]) => output !== undefined));
}

function all({ settings, hostAddress, address, keys, node }: Made): Record<string, unknown> {
  const { ready } = node;
  const { network, p2p } = settings;
  return {
    nodeVersion: ready?.nodeVersion,
    chain: { network, l1ChainId: ready?.l1ChainId, rollupVersion: ready?.rollupVersion },
    peerId: keys.peerId,
    enr: ready?.enr,
    p2pEndpoint: keys.peerId && pulumi.interpolate`${address ?? "the address it finds"}:${p2p.port}`,
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
