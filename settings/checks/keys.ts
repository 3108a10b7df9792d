/** Whether the keys are there, are the operator's own, and are not used twice. */
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

/** The addresses of all Ethereum keys in the settings, each with the path it is from. */
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
    ...of("keystore", settings.keystore?.attesters),
  ];
}

function wellKnown(context: Context): Problem[] {
  if (context.settings.network === "local") return [];
  const paths = addresses(context)
    .filter(({ address }) => isWellKnownAddress(address))
    .map(({ path }) => path);
  const message = "is a test key that everyone knows: it would lose the stake";
  return [...new Set(paths)].map((path) => wrong(path, message));
}

/** The node writes the p2p key into its data volume in clear: no key that holds money may be the same. */
function p2pKeyAlone(context: Context): Problem[] {
  const own = context.settings.p2pPrivateKey?.address;
  if (!addresses(context).some(({ address }) => address === own)) return [];
  const message = "is an Ethereum key of this stack: the node keeps the p2p key in clear, so it has to be another";
  return [wrong("p2pPrivateKey", message)];
}

/** One account is one publisher: by a key or by an address, and once. */
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
  if (new Set(keys).size < keys.length) return [wrong(path, "has one key twice")];
  if (new Set([...keys, ...remote]).size === keys.length + remote.length) return [];
  const message = `has one address twice, or that of a key in ${path}`;
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
    .map((path) => obsolete(path, "is set together with keystore: the node reads only the file, write it there"));
  const lacks = settings.role === "prover-node" ? !settings.keystore.hasProver : !settings.keystore.hasValidators;
  const wanted = settings.role === "prover-node" ? "prover" : "validators";
  if (lacks) problems.push(wrong("keystore", `has no ${wanted}`));
  return problems;
}

/** A prover node's signer; a sequencer's is with its attesters. */
function proverSigner({ settings: { role }, isSet }: Context): Problem[] {
  if (role !== "prover-node" || isSet("proverPublisherAddresses") === isSet("remoteSignerUrl")) return [];
  const path = "remoteSignerUrl";
  if (isSet(path)) {
    return [excess(path, "signs for no address: proverPublisherAddresses is not set")];
  }
  return [missing(path, "it signs for proverPublisherAddresses")];
}

const SHARED = "the nodes of a high-availability group share one database";
const OWN = "each node of a high-availability group needs its own";

/** Several nodes sign with one attester only if all that tells them apart is there. */
function highAvailability(context: Context): Problem[] {
  const { settings, isSet } = context;
  const group = ["haDatabaseUrl", "ha.nodeId"];
  if (!settings.ha.enabled) {
    const message = "is of use only with ha.enabled: true; without it nothing keeps two nodes from signing twice";
    return group.filter(isSet).map((path) => wrong(path, message, setFix("ha.enabled", "true")));
  }
  const own = attestersOf(settings);
  const needed = {
    haDatabaseUrl: SHARED,
    "ha.nodeId": OWN,
    ...(isSet("keystore") || (own.length > 0 && own.every(({ publishersOf }) => publishersOf))
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
      const message = "has an attester's key: in a high-availability group each node publishes with its own";
      return wrong(pathOf("publisherPrivateKeys", name), message);
    });
}

const FUNDING = ["fundingPrivateKey", "fundingAddress"];

function funding({ settings, isSet }: Context): Problem[] {
  const { publisherFunding, fundingPrivateKey, fundingAddress } = settings;
  const { threshold, amount } = publisherFunding;
  if ((threshold === undefined) !== (amount === undefined)) {
    const path = threshold === undefined ? "publisherFunding.threshold" : "publisherFunding.amount";
    return [missing(path, "without it nothing is funded")];
  }
  const [first, second] = FUNDING.filter(isSet);
  if (!first) return [];
  if (second) return [excess(second, `is set together with ${first}`)];
  if (threshold === undefined) return [missing("publisherFunding.threshold", `${first} funds publishers below it`)];
  const account = fundingPrivateKey?.address ?? fundingAddress;
  const funded = attestersOf(settings).flatMap(({ publishers }) => publishers);
  return funded.some((address) => address === account) ? [wrong(first, "is a publisher's: it would fund itself")] : [];
}
