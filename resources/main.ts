/**
 * The project's own Pulumi provider: resources that exist once something is true of a host or a node. It is a provider
 * instead of a callback in the program, so that a failed check is not in the state and the next `up` repeats it.
 */
import { main, type Provider } from "@pulumi/pulumi/provider";
import { accountPin } from "./account-pin/provider";
import { bootnode } from "./bootnode/provider";
import { chainMember } from "./chain-member/provider";
import { endpointGuard } from "./endpoint-guard/provider";
import { hostKeyGuard } from "./host-key-guard/provider";
import { hostLoss } from "./host-loss/provider";
import { hostReady } from "./host-ready/provider";
import { cancel } from "../remote/cancellation";
import { instanceStop } from "./instance-stop/provider";
import { keyClaim } from "./key-claim/provider";
import { keyFiles } from "./key-files/provider";
import { localChain } from "./local-chain/provider";
import { nodeReady } from "./node-ready/provider";
import { releaseFit } from "./release-fit/provider";
import { AZTEC } from "./names";

const VERSION = "0.1.0";

const resources = {
  [AZTEC.accountPin]: accountPin,
  [AZTEC.hostReady]: hostReady,
  [AZTEC.hostKeyGuard]: hostKeyGuard,
  [AZTEC.hostLoss]: hostLoss,
  [AZTEC.instanceStop]: instanceStop,
  [AZTEC.nodeReady]: nodeReady,
  [AZTEC.bootnode]: bootnode,
  [AZTEC.keyClaim]: keyClaim,
  [AZTEC.keyFiles]: keyFiles,
  [AZTEC.releaseFit]: releaseFit,
  [AZTEC.localChain]: localChain,
  [AZTEC.chainMember]: chainMember,
  [AZTEC.endpointGuard]: endpointGuard,
};

/** @param urn `urn:pulumi:<stack>::<project>::<types of parents>$<type>::<name>` @throws for an unknown type */
function resourceOf(urn: string) {
  const type = urn.split("::")[2]?.split("$").at(-1);
  const found = Object.entries(resources).find(([name]) => name === type);
  if (!found) throw new Error(`The provider "aztec" has no resource of type ${type ?? urn}`);
  return found[1];
}

const provider: Provider = {
  version: VERSION,
  getSchema: () => Promise.resolve(JSON.stringify({ name: "aztec", version: VERSION })),
  check: async (urn: string, olds: unknown, news: unknown) => {
    const resource = resourceOf(urn);
    return "check" in resource ? resource.check(urn, olds, news) : { inputs: news };
  },
  diff: (id, urn, olds, news) => resourceOf(urn).diff(id, urn, olds, news),
  create: (urn, news) => resourceOf(urn).create(urn, news),
  update: (id, urn, olds, news) => resourceOf(urn).update(id, urn, olds, news),
  read: (id, urn, props) => resourceOf(urn).read(id, urn, props),
  delete: async (id, urn, props) => {
    const resource = resourceOf(urn);
    if ("delete" in resource) await resource.delete(id, urn, props);
  },
  cancel,
};

void main(provider, process.argv.slice(2));
