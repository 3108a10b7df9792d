/** What a configuration makes of a container, with text in place of what other resources give. */
import { askedOfBootnode } from "../../node/bootnode";
import { container, type ContainerPlan } from "../../node/container";
import { adminKeyHash, ethereumAddress, normalEthereumKey } from "../../keys/keys";
import { NODE_OPTIONS } from "../../node/hidden-environment";
import { keystore } from "../../node/keystore";
import { announced } from "../../settings/ports";
import { type Config, load, secretTexts } from "../../settings/settings";
import { vendorImage } from "../../settings/releases/vendor-images";
import { HOME } from "../../settings/schema/fixed";
import { isSecret, LOCAL_RELEASE } from "./stacks";
import { omit } from "./wrong/wrong";

/** @throws if the configuration is not right */
export function planOf(config: Config, isEncrypted = isSecret): ContainerPlan<string> {
  const { settings, release } = load(config, isEncrypted, LOCAL_RELEASE);
  const secrets = secretTexts(config);
  const attester = secrets.attesterPrivateKey ?? (settings.network === "local" ? "4".repeat(64) : undefined);
  const local = {
    ethereumHosts: "http://l1:8545",
    l1ConsensusHosts: "http://l1:5052",
    l1ChainId: "31337",
    "l1Contracts.registry": "0xregistry",
  };
  const told = Object.fromEntries(askedOfBootnode(release).map((path) => [path, `<${path}>`]));
  return container<string>(settings, release, {
    image: settings.image ?? vendorImage(release.version),
    keystore: keystore(settings, { ...secrets, attesterPrivateKey: attester }),
    values: {
      "p2p.announceIp": announced(settings),
      ...(settings.network === "local" ? local : {}),
      ...(settings.bootnodeUrl ? told : {}),
      ...secrets,
      attesterPrivateKey: attester && normalEthereumKey(attester),
      publisherPrivateKeys: normalEthereumKey(secrets.publisherPrivateKeys ?? attester ?? ""),
      coinbase: attester && ethereumAddress(attester),
      adminApiKey: adminKeyHash(secrets.adminApiKey ?? "generated"),
      p2pPrivateKey: secrets.p2pPrivateKey ?? `08021220${"4".repeat(64)}`,
    },
    append: (value, text) => value + text,
    json: JSON.stringify,
    isEncrypted,
  });
}

/**
 * Lists the variables that a node's own code reads: its container's, and those that it loads from the file that nobody
 * else reads. HOME is every program's.
 */
export function nodeEnvironment({ env, files }: ContainerPlan<string>): Record<string, string> {
  const hidden = files.find(({ path }) => path === "/var/lib/keys/environment")?.content ?? "{}";
  const options = env[NODE_OPTIONS];
  const rest = omit(env, NODE_OPTIONS, HOME);
  // The scripts that this program loads are not the operator's.
  const own = options?.replace(/ ?--import=data:\S+/, "").replace(/ ?--require=\S+environment\.cjs$/, "");
  return { ...rest, ...(own ? { [NODE_OPTIONS]: own } : {}), ...(JSON.parse(hidden) as Record<string, string>) };
}
