/** The accounts of a stack, from its settings. */
import type { Account, Accounts, Signer } from "./accounts";
import { pathOf, splitName } from "./attester-names";
import { attesterParts, attestersOf } from "./attesters";
import { valueAt } from "./config-values";
import type { AttesterSettings, Settings } from "./schema";
import type { Servers } from "./server-url";

/** Settings of addresses whose keys are in a remote signer. */
const REMOTE = ["attesterAddress", "publisherAddresses"];
const SIGNER = "remoteSignerUrl";

/**
 * Returns the accounts of a stack.
 *
 * @param isSet whether the operator wrote a setting, also with an invalid value. @default settings with a valid value
 */
export function accountsOf(settings: Settings, isSet = hasValue(settings)): Accounts {
  if (settings.keystore) return settings.keystore;
  const parts = attesterParts(settings);
  return {
    validators: attestersOf(settings).map((one) => ({
      attesters: one.addresses.map((address) => ({ path: pathOf(one.source, one.name), address })),
      publishers:
        one.publishersOf && publishers(one.publishersOf, one.publishersOf === one.settings ? one.name : undefined),
      publisherPath: "publisherPrivateKeys",
    })),
    publisherLists: parts.map(([name, own]) => publishers(own, name)),
    provers: [
      ...each("proverPublisherPrivateKeys", settings.proverPublisherPrivateKeys?.addresses),
      ...each("proverPublisherAddresses", settings.proverPublisherAddresses),
    ],
    slashers: [],
    funding: [
      ...each("fundingPrivateKey", [settings.fundingPrivateKey?.address]),
      ...each("fundingAddress", [settings.fundingAddress]),
    ],
    bls: parts.flatMap(([name, own]) => blsOf(name, own, settings)),
    receivers: [
      ...parts.flatMap(([name, { coinbase }]) => each(pathOf("coinbase", name), [coinbase])),
      ...each("prover.id", [settings.prover.id]),
    ],
    publishedMnemonics: parts.flatMap(([name, { attesterMnemonic }]) =>
      attesterMnemonic?.isPublished ? [pathOf("attesterMnemonic", name)] : [],
    ),
    ...signersOf(settings, isSet),
  };
}

function hasValue(settings: Settings): (path: string) => boolean {
  return (path) => {
    const { setting, attester } = splitName(path);
    const own = attester === undefined ? settings : settings.namedAttesters[attester];
    return valueAt(own, [setting]) !== undefined;
  };
}

function each(path: string, addresses: readonly (string | undefined)[] = []): Account[] {
  return addresses.flatMap((address) => (address === undefined ? [] : [{ path, address }]));
}

function publishers({ publisherPrivateKeys, publisherAddresses }: AttesterSettings, name: string | undefined) {
  return [
    ...each(pathOf("publisherPrivateKeys", name), publisherPrivateKeys?.addresses),
    ...each(pathOf("publisherAddresses", name), publisherAddresses),
  ];
}

function blsOf(name: string | undefined, own: AttesterSettings, { derivedAddresses }: Settings): Account[] {
  const file = pathOf("blsEncryptedKey", name);
  return [...each(pathOf("blsPrivateKey", name), [own.blsPrivateKey?.address]), ...each(file, derivedAddresses[file])];
}

/** An attester's signer, and its settings of addresses. */
interface Remote {
  readonly path: string;
  readonly server: Servers | undefined;
  readonly addresses: readonly string[];
}

function signersOf(settings: Settings, isSet: (path: string) => boolean): Pick<Accounts, SignerFields> {
  const all = remoteOf(settings).map((one) => ({ ...one, addresses: one.addresses.filter(isSet) }));
  // The URL of the stack serves all attesters without their own.
  const others = all.filter(({ path }) => path !== SIGNER && !isSet(path)).flatMap(({ addresses }) => addresses);
  const served = all.map(({ path, server, addresses }): Signer => {
    return { path, server, serves: path === SIGNER ? [...addresses, ...others] : addresses };
  });
  const unsigned = isSet(SIGNER) ? [] : (served.find(({ path }) => path === SIGNER)?.serves ?? []);
  return { signers: served.filter(({ path }) => isSet(path)), unsigned, signerPath: SIGNER };
}

type SignerFields = "signers" | "unsigned" | "signerPath";

/** Returns the signers that a role uses. */
function remoteOf(settings: Settings): Remote[] {
  if (settings.role === "prover-node")
    return [{ path: SIGNER, server: settings.remoteSignerUrl, addresses: ["proverPublisherAddresses"] }];
  if (settings.role !== "sequencer") return [];
  return attesterParts(settings).map(([name, own]) => {
    const addresses = REMOTE.map((setting) => pathOf(setting, name));
    const all = name === undefined ? [...addresses, "fundingAddress"] : addresses;
    return { path: pathOf(SIGNER, name), server: own.remoteSignerUrl, addresses: all };
  });
}
