/** One stack, one node: settings → host → (local L1 or bootnode) → keys → node → outputs. */
import * as pulumi from "@pulumi/pulumi";
import { Bootnode } from "./resources/bootnode/resource";
import { LocalL1 } from "./components/local-l1";
import { makeHost } from "./components/make-host";
import { AztecNode } from "./components/node";
import { ValidatorKeys } from "./components/validator-keys";
import { readSettings } from "./program/stack-config";
import { imageOf, localL1 } from "./images/tags";
import { refuseTaken } from "./resources/key-claim/live-claims";
import { outputsOf } from "./program/outputs";
import { fitOf } from "./settings/network/network-question";
import { askedOfBootnode } from "./node/node-info";
import { claimOf } from "./settings/claim";
import { container } from "./node/container";
import { announcedAddress } from "./settings/ports";
import { KEYS, NODE } from "./resources/names";

const { settings, release, secrets, isEncrypted } = readSettings();
const { network, bootnodeUrl } = settings;
const isLocal = network === "local";
const name = `${pulumi.getProject()}-${pulumi.getStack()}`;

const claim = settings.checkOtherStacks && !settings.stopped ? claimOf(settings) : undefined;
if (claim) refuseTaken(claim);

const host = makeHost("host", settings, `Pulumi.${pulumi.getStack()}.known_hosts`);
const address = host.address ?? announcedAddress(settings);

const bootnode = bootnodeUrl
  ? new Bootnode("bootnode", { url: bootnodeUrl, paths: askedOfBootnode(release) })
  : undefined;

const keys = new ValidatorKeys(KEYS, { settings, secrets, protect: !isLocal });
const l1 = isLocal
  ? new LocalL1("l1", {
      host,
      container: `${name}-l1`,
      release: release.version,
      attesters: keys.attesters,
      ...localL1(release.version),
    })
  : undefined;

const node = new AztecNode(NODE, {
  host,
  container: name,
  networks: [...(l1 ? [l1.network] : []), ...(settings.dockerNetworks ?? [])],
  subnet: settings.dockerSubnet,
  directory: settings.storage.path,
  plan: container<pulumi.Input<string>>(settings, release, {
    image: imageOf(settings, release.version),
    keystore: keys.keystore,
    values: { "p2p.announceIp": address, ...l1?.values, ...bootnode?.settings, ...secrets, ...keys.values },
    append: (value, text) => pulumi.interpolate`${value}${text}`,
    json: pulumi.jsonStringify,
    isEncrypted,
  }),
  keepData: !isLocal,
  readyTimeoutSeconds: settings.readyTimeoutSeconds,
  acceptsStandby: settings.allowOtherRollup,
  fit: fitOf(settings, release, secrets),
  adminApiKey: keys.adminApiKey,
  claim,
  stopped: settings.stopped,
});

export = outputsOf({ settings, hostAddress: host.address, address, keys, node });
