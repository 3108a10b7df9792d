/** One stack, one validator: settings → host → (local L1) → keys → node → outputs. */
import * as pulumi from "@pulumi/pulumi";
import { LocalHost } from "./components/local-host";
import { LocalL1 } from "./components/local-l1";
import { AztecNode } from "./components/node";
import { ValidatorKeys } from "./components/validator-keys";
import { readSettings, secret } from "./config";
import { localL1, nodeImage } from "./images/tags";
import { container, publicL1, vendorImage } from "./settings/container";

const settings = readSettings();
const { network, release, p2p } = settings;
const isLocal = network === "local";
const name = `${pulumi.getProject()}-${pulumi.getStack()}`;

const host = new LocalHost("host", {
  dockerHost: settings.dockerHost ?? process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock",
});

const l1 = isLocal ? new LocalL1("l1", { host, container: `${name}-l1`, ...localL1(release) }) : undefined;

const keys = new ValidatorKeys("keys", {
  attesterPrivateKey: secret("attesterPrivateKey"),
  p2pPrivateKey: secret("p2pPrivateKey"),
  coinbase: settings.coinbase,
  feeRecipient: settings.feeRecipient,
  protect: !isLocal,
});

const announceIp = p2p.announceIp ?? "127.0.0.1";

const node = new AztecNode("node", {
  host,
  container: name,
  networks: l1 && [l1.network],
  plan: container<pulumi.Input<string>>(settings, {
    image: settings.image ?? (isLocal ? nodeImage(release) : vendorImage(release)),
    announceIp,
    l1: l1?.endpoints ?? publicL1(settings),
    keystore: keys.keystore,
    p2pKey: keys.p2pKey,
  }),
  keepData: !isLocal,
  readyTimeoutSeconds: settings.readyTimeoutSeconds,
});

export const nodeVersion = node.ready.nodeVersion;
export const chain = { network, l1ChainId: node.ready.l1ChainId, rollupVersion: node.ready.rollupVersion };
export const peerId = keys.peerId;
export const enr = node.ready.enr;
export const p2pEndpoint = `${announceIp}:${p2p.port}`;
export const rpcUrl = `http://127.0.0.1:${settings.rpcPort}`;
export const containerName = node.container.name;
export const volume = node.dataVolume.name;
export const imageDigest = node.imageDigest;
export const coinbase = keys.coinbase;
