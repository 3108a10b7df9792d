/** What is worth saying of settings and no reason to stop. */
import { instanceKind } from "../aws/instance-types";
import type { Settings } from "../schema";

/** @returns sentences */
export function configWarnings(settings: Settings): string[] {
  return [...processors(settings), ...logged(settings)];
}

/** Processors that a validator is advised to have: fewer, and proposals come late under load. */
const ADVISED_VCPUS = 16;

function processors({ host: { kind: where }, aws: { instanceType }, role }: Settings): string[] {
  const kind = instanceKind(instanceType);
  if (where !== "aws" || role !== "sequencer" || typeof kind === "string" || kind.vcpus >= ADVISED_VCPUS) return [];
  return [
    `aws.instanceType is ${instanceType}, with ${kind.vcpus} vCPUs: a sequencer is advised to have ${ADVISED_VCPUS}.`,
  ];
}

/** Source: the node prints each server that it cannot read blobs from, and a signer that it cannot reach, by the URL. */
function logged({ l1ConsensusHosts, remoteSignerUrl, namedAttesters: named }: Settings): string[] {
  const signers = [remoteSignerUrl, ...Object.values(named).map((one) => one.remoteSignerUrl)];
  return [
    ...(l1ConsensusHosts?.hasKey
      ? [
          "l1ConsensusHosts has a key in a URL, which the node writes to its log when the server does not answer: where the server takes keys in a header, set l1ConsensusHostApiKeys.",
        ]
      : []),
    ...(signers.some((signer) => signer?.hasKey)
      ? ["remoteSignerUrl has a key in it, which the node writes to its log when the signer does not answer."]
      : []),
  ];
}
