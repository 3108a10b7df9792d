/** One stack, one node: settings → host → (bootnode) → keys → (local L1) → node → outputs. */
import * as pulumi from "@pulumi/pulumi";
import { Bootnode } from "./resources/bootnode/resource";
import { LocalL1 } from "./components/local-l1";
import { makeHost } from "./components/make-host";
import { AztecNode } from "./components/node";
import { ValidatorKeys } from "./components/validator-keys";
import { readSettings } from "./program/stack-config";
import { localL1 } from "./images/tags";
import { refuseTaken } from "./resources/key-claim/live-claims";
import { outputsOf } from "./program/outputs";
import { fitOf } from "./settings/network/network-question";
import { bootnodeSettings } from "./node/node-info";
import { claimOf } from "./settings/claim";
import { nodePlan } from "./program/node-plan";
import { announcedAddress } from "./settings/ports";
import { KEYS, NODE } from "./resources/names";

const config = readSettings();
const { settings, release, secrets } = config;
const isLocal = settings.network === "local";
const name = `${pulumi.getProject()}-${pulumi.getStack()}`;

const claim = settings.checkOtherStacks && !settings.stopped ? claimOf(settings) : undefined;
if (claim) refuseTaken(claim);

const host = makeHost("host", settings, `Pulumi.${pulumi.getStack()}.known_hosts`);
const address = host.address ?? announcedAddress(settings);

const { bootnodeUrl: url } = settings;
const bootnode = url ? new Bootnode("bootnode", { url, paths: bootnodeSettings(release) }) : undefined;

const keys = new ValidatorKeys(KEYS, { settings, secrets, protect: !isLocal });
const l1 = isLocal
  ? new LocalL1("l1", { host, container: `${name}-l1`, attesters: keys.attesters, ...localL1(release.version) })
  : undefined;

const node = new AztecNode(NODE, {
  host,
  container: name,
  networks: [...(l1 ? [l1.network] : []), ...(settings.dockerNetworks ?? [])],
  subnet: settings.dockerSubnet,
  directory: settings.storage.path,
  plan: nodePlan(config, { announceIp: address, l1, bootnode, keys, keystore: keys.keystore }),
  keepData: !isLocal,
  readyTimeoutSeconds: settings.readyTimeoutSeconds,
  acceptsStandby: settings.allowOtherRollup,
  fit: fitOf(settings, release, secrets),
  adminApiKey: keys.adminApiKey,
  claim,
  stopped: settings.stopped,
});

export = outputsOf({ settings, hostAddress: host.address, address, keys, node });
