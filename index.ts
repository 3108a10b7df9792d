/** One stack, one validator: settings → host → (local L1) → keys → node → outputs. */
import * as pulumi from "@pulumi/pulumi";
import { LocalHost } from "./components/local-host";
import { LocalL1 } from "./components/local-l1";
import { AztecNode } from "./components/node";
import { ValidatorKeys } from "./components/validator-keys";
import { readSettings, secret } from "./config";
import { L1_CHAIN_ID, L1_REGISTRY_ADDRESS, l1Image, nodeImage } from "./images/tags";
import { container } from "./settings/container";

const settings = readSettings();
const { network, release, p2p } = settings;
const isLocal = network === "local";
const name = `${pulumi.getProject()}-${pulumi.getStack()}`;

const host = new LocalHost("host", {
  dockerHost: settings.dockerHost ?? process.env.DOCKER_HOST ?? "unix:///var/run/docker.sock",
});

const l1 = isLocal
  ? new LocalL1("l1", {
      host,
      image: l1Image(release),
      chainId: L1_CHAIN_ID,
      registry: L1_REGISTRY_ADDRESS,
      container: `${name}-l1`,
    })
  : undefined;

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
    image: settings.image ?? (isLocal ? nodeImage(release) : `aztecprotocol/aztec:${release}`),
    announceIp,
    l1: {
      rpcUrls: l1?.rpcUrl ?? (settings.ethereumHosts ?? []).join(","),
      beaconUrls: l1?.beaconUrl ?? (settings.l1ConsensusHosts ?? []).join(","),
    },
    contracts: l1?.contracts,
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
