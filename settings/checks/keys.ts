/** Checks that keys are set, are not public test keys, and are not used twice. */
import { pathOf } from "../attester-names";
import { attesterParts, attestersOf, publisherAddresses, SOURCES } from "../attesters";
import { setFix } from "../fixes";
import { isWellKnownAddress } from "../../keys/keys";
import { excess, missing, obsolete, type Problem, wrong } from "../problems";
import { attesterDefinitions, type Settings } from "../schema";
import type { Check, Context } from "./context";

export const checkKeys: Check = (context) => [
  ...missingKeys(context),
  ...wellKnown(context),
  ...p2pKeyAlone(context),
  ...blsKeyAlone(context),
  ...publishersTwice(context),
  ...besideKeystore(context),
  ...proverSigner(context),
  ...highAvailability(context),
  ...funding(context),
];

function missingKeys({ settings, isSet }: Context): Problem[] {
  if (settings.network === "local" || isSet("keystore")) return [];
  if (settings.role === "sequencer" && attestersOf(settings).length === 0 && !SOURCES.some(isSet)) {
    return [missing("attesterPrivateKey", "a sequencer signs with it")];
  }
  if (settings.role !== "prover-node" || PROVERS.some(isSet)) return [];
  return [missing("proverPublisherPrivateKeys", "a prover node sends its proofs with them")];
}

const PROVERS = ["proverPublisherPrivateKeys", "proverPublisherAddresses"];

/** Returns the addresses of all Ethereum keys in the settings, each with its path. */
function addresses({ settings }: Context): { path: string; address: string }[] {
  const of = (path: string, all: readonly (string | undefined)[] = []) =>
    all.flatMap((address) => (address ? [{ path, address }] : []));
  const parts = attesterParts(settings);
  return [
    ...parts.flatMap(([name, own]) => [
      ...of(pathOf("attesterPrivateKey", name), [own.attesterPrivateKey?.address]),
      ...of(pathOf("attesterAddress", name), [own.attesterAddress]),
      ...of(pathOf("publisherPrivateKeys", name), own.publisherPrivateKeys?.addresses),
      ...of(pathOf("publisherAddresses", name), own.publisherAddresses),
    ]),
    ...Object.entries(settings.derivedAddresses).flatMap(([path, all]) => of(path, all)),
    ...of("fundingPrivateKey", [settings.fundingPrivateKey?.address]),
    ...of("fundingAddress", [settings.fundingAddress]),
    ...of("proverPublisherPrivateKeys", settings.proverPublisherPrivateKeys?.addresses),
    ...of("proverPublisherAddresses", settings.proverPublisherAddresses),
    ...(["attesters", "publishers", "provers"] as const).flatMap((signers) =>
      of("keystore", settings.keystore?.[signers]),
    ),
  ];
}

function wellKnown(context: Context): Problem[] {
  if (context.settings.network === "local") return [];
  const paths = addresses(context)
    .filter(({ address }) => isWellKnownAddress(address))
    .map(({ path }) => path);
  const message = "is a published test key: anyone can sign with it, so the stake would be lost";
  return [...new Set(paths)].map((path) => wrong(path, message));
}

/** The node stores the p2p key in its data volume in plain text, so it must not be a key that holds money. */
function p2pKeyAlone(context: Context): Problem[] {
  const p2pAddress = context.settings.p2pPrivateKey?.address;
  if (!addresses(context).some(({ address }) => address === p2pAddress)) return [];
  const message =
    "is also an Ethereum key of this stack: the node stores the p2p key in plain text, so use a different key";
  return [wrong("p2pPrivateKey", message)];
}

/** A key for two purposes is lost twice if it leaks once, and its two public keys show that it is one. */
function blsKeyAlone(context: Context): Problem[] {
  const ethereum = new Set(addresses(context).map(({ address }) => address));
  return attesterParts(context.settings)
    .filter(([, own]) => own.blsPrivateKey && ethereum.has(own.blsPrivateKey.address))
    .map(([name]) =>
      wrong(
        pathOf("blsPrivateKey", name),
        "is also an Ethereum key of this stack: use a different key, as keys new makes",
      ),
    );
}

/** Finds accounts that are publishers twice, by a key or by an address. */
function publishersTwice({ settings }: Context): Problem[] {
  const parts = attesterParts(settings);
  const { proverPublisherPrivateKeys, proverPublisherAddresses } = settings;
  return [
    ...parts.flatMap(([name, { publisherPrivateKeys, publisherAddresses: remote }]) =>
      twiceIn(publisherPrivateKeys?.addresses, remote, (setting) => pathOf(`publisher${setting}`, name)),
    ),
    ...twiceIn(
      proverPublisherPrivateKeys?.addresses,
      proverPublisherAddresses,
      (setting) => `proverPublisher${setting}`,
    ),
  ];
}

function twiceIn(
  keys: readonly string[] = [],
  remote: readonly string[] = [],
  at: (setting: string) => string,
): Problem[] {
  const [path, other] = [at("PrivateKeys"), at("Addresses")];
  if (new Set(keys).size < keys.length) return [wrong(path, "contains a key twice")];
  if (new Set([...keys, ...remote]).size === keys.length + remote.length) return [];
  const message = `contains an address twice, or the address of a key in ${path}`;
  return [wrong(other, message)];
}

const NOT_BESIDE = [
  ...attesterDefinitions.map(({ path }) => path),
  ...["fundingPrivateKey", "fundingAddress", "proverPublisherPrivateKeys", "proverPublisherAddresses", "prover.id"],
];

function besideKeystore({ settings, isSet }: Context): Problem[] {
  if (!settings.keystore) return [];
  const further = Object.keys(settings.namedAttesters).flatMap((name) =>
    attesterDefinitions.map(({ path }) => pathOf(path, name)),
  );
  const problems: Problem[] = [...NOT_BESIDE, ...further]
    .filter(isSet)
    .map((path) => obsolete(path, "has no effect beside keystore: the node reads only that file. Add it to the file"));
  const isIncomplete =
    settings.role === "prover-node" ? !settings.keystore.hasProver : !settings.keystore.hasValidators;
  const section = settings.role === "prover-node" ? "prover" : "validators";
  if (isIncomplete) problems.push(wrong("keystore", `has no ${section}, which a ${settings.role} needs`));
  return problems;
}

/** Checks the remote signer of a prover node. That of a sequencer is checked with its attesters. */
function proverSigner({ settings: { role }, isSet }: Context): Problem[] {
  if (role !== "prover-node" || isSet("proverPublisherAddresses") === isSet("remoteSignerUrl")) return [];
  const path = "remoteSignerUrl";
  if (isSet(path)) {
    return [excess(path, "is not needed: proverPublisherAddresses is not set")];
  }
  return [missing(path, "it signs for proverPublisherAddresses")];
}

const SHARED = "the nodes of a high-availability group coordinate in one database";
const OWN = "each node of a high-availability group needs its own";

/** Several nodes can sign with one attester only if each has its own id and publisher. */
function highAvailability(context: Context): Problem[] {
  const { settings, isSet } = context;
  const group = ["haDatabaseUrl", "ha.nodeId"];
  if (!settings.ha.enabled) {
    const message =
      "has no effect without ha.enabled: true. Without it, two nodes with one key sign twice and are slashed";
    return group.filter(isSet).map((path) => wrong(path, message, setFix("ha.enabled", "true")));
  }
  const attesters = attestersOf(settings);
  const needed = {
    haDatabaseUrl: SHARED,
    "ha.nodeId": OWN,
    ...(isSet("keystore") || (attesters.length > 0 && attesters.every(({ publishersOf }) => publishersOf))
      ? {}
      : { publisherPrivateKeys: OWN }),
  };
  const problems: Problem[] = Object.entries(needed)
    .filter(([path]) => !isSet(path))
    .map(([path, why]) => missing(path, why));
  return [...problems, ...publishingAttesters(settings)];
}

function publishingAttesters(settings: Settings): Problem[] {
  const attesting = attestersOf(settings).flatMap(({ addresses: all }) => all);
  const parts = attesterParts(settings);
  return parts
    .filter(([, own]) => publisherAddresses(own).some((address) => attesting.includes(address)))
    .map(([name]) => {
      const message = "is an attester's key: in a high-availability group each node publishes with its own key";
      return wrong(pathOf("publisherPrivateKeys", name), message);
    });
}

const FUNDING = ["fundingPrivateKey", "fundingAddress"];

function funding({ settings, isSet }: Context): Problem[] {
  const { publisherFunding, fundingPrivateKey, fundingAddress } = settings;
  const { threshold, amount } = publisherFunding;
  if ((threshold === undefined) !== (amount === undefined)) {
    const path = threshold === undefined ? "publisherFunding.threshold" : "publisherFunding.amount";
    return [missing(path, "without it no publisher is funded")];
  }
  const [first, second] = FUNDING.filter(isSet);
  if (!first) return [];
  if (second) return [excess(second, `and ${first} are both set: there is one funding account`)];
  if (threshold === undefined)
    return [missing("publisherFunding.threshold", `${first} funds publishers whose balance is below it`)];
  const account = fundingPrivateKey?.address ?? fundingAddress;
  const funded = attestersOf(settings).flatMap(({ publishers }) => publishers);
  return funded.some((address) => address === account)
    ? [wrong(first, "is also a publisher: it would fund itself")]
    : [];
}
