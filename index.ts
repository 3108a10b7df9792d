/** One stack, one node: settings → host → (bootnode) → keys → (local L1) → node → outputs. */
// First: an older Node cannot load what follows.
import "./program/old-node";
import * as pulumi from "@pulumi/pulumi";
import { Bootnode } from "./resources/bootnode/resource";
import { lookBeforePaying } from "./components/aws-account";
import { JoinedL1 } from "./components/joined-l1";
import { l1Container, LocalL1 } from "./components/local-l1";
import { makeHost, placeOf } from "./components/make-host";
import { AztecNode } from "./components/node";
import { recordNetwork } from "./components/refuse-copied-record";
import { ValidatorKeys } from "./components/validator-keys";
import { readSettings } from "./program/stack-config";
import { localL1 } from "./images/tags";
import { needsOf } from "./remote/docker-kind";
import { compareClaims } from "./resources/key-claim/live-claims";
import { outputsOf } from "./program/outputs";
import { fitOf } from "./settings/network/network-question";
import { bootnodeSettings } from "./node/node-info";
import { claimOf } from "./settings/claim";
import { dataBytesNeeded } from "./node/writable-places";
import { nodePlan } from "./program/node-plan";
import { announcedAddress } from "./settings/ports";
import { KEYS, NODE } from "./resources/names";

const config = readSettings();
const { settings, release, secrets } = config;
const isLocal = settings.network === "local";
const name = `${pulumi.getProject()}-${pulumi.getStack()}`;

const claim = settings.checkOtherStacks && !settings.stopped ? claimOf(settings) : undefined;
if (claim) compareClaims(claim, placeOf(settings));
const look = settings.host.kind === "aws" ? lookBeforePaying(settings) : undefined;

const host = makeHost("host", settings, `Pulumi.${pulumi.getStack()}.known_hosts`, look);
const address = host.address ?? announcedAddress(settings);

const { bootnodeUrl: url } = secrets;
const bootnode = url ? new Bootnode("bootnode", { url, paths: bootnodeSettings(release) }) : undefined;

const keys = new ValidatorKeys(KEYS, { settings, secrets, protect: !isLocal });
const l1 = isLocal ? makeL1() : undefined;

const node = new AztecNode(NODE, {
  host,
  container: name,
  networks: [...(l1 ? [l1.network] : []), ...(settings.dockerNetworks ?? [])],
  subnet: settings.dockerSubnet,
  mtu: settings.dockerMtu,
  needs: needsOf(settings, pulumi.getStack()),
  directory: settings.storage.path,
  plan: nodePlan(config, { announceIp: address, l1, bootnode, keys, keystore: keys.keystore }),
  requireSigningRecord: settings.storage.requireSigningRecord,
  recordNetwork: recordNetwork(settings, secrets),
  keepData: !isLocal,
  firstBytes: dataBytesNeeded(settings, release),
  readyTimeoutSeconds: settings.readyTimeoutSeconds,
  acceptsStandby: settings.allowOtherRollup,
  fit: fitOf(settings, release, secrets),
  adminApiKey: keys.adminApiKey,
  claim,
  stopped: settings.stopped,
});

host.guard?.([node]);

// The node is in the validator set of a chain that it joined once it is ready, and leaves the set before it stops.
if (l1 instanceof JoinedL1 && (settings.role === "sequencer" || keys.provers)) {
  const { attesters, provers: publishers = [] } = keys;
  const after = node.ready ? [node.ready] : [];
  l1.admit({ stack: pulumi.getStack(), node: name, attesters, publishers, after });
}

/** Creates the L1 of a local network, or joins that of another stack. */
function makeL1(): LocalL1 | JoinedL1 {
  const { localChainOf: stack } = settings;
  const chain = localL1(release.version, "dev", pulumi.getStack());
  if (stack !== undefined)
    return new JoinedL1("l1", { host, stack, node: `${pulumi.getProject()}-${stack}`, ...chain });
  return new LocalL1("l1", { host, container: l1Container(name), attesters: keys.attesters, ...chain });
}

export = outputsOf({ settings, hostAddress: host.address, address, keys, node });
