/** Whether the keys are there, are the operator's own, and are not used twice. */
import { removeCommand, setCommand } from "../commands";
import { isWellKnownAddress } from "../keys";
import type { Problem } from "../problems";
import type { Check, Context } from "./context";

export const keys: Check = (context) => [
  ...missing(context),
  ...wellKnown(context),
  ...usedTwice(context),
  ...besideKeystore(context),
  ...highAvailability(context),
  ...funding(context),
];

function missing({ settings, isSet }: Context): Problem[] {
  if (settings.network === "local" || isSet("keystore")) return [];
  const needs: Partial<Record<string, [string, string]>> = {
    sequencer: ["attesterPrivateKey", "a sequencer signs with it"],
    "prover-node": ["proverPublisherPrivateKeys", "a prover node sends its proofs with them"],
  };
  const [path, why] = needs[settings.role] ?? [];
  if (!path || isSet(path)) return [];
  return [{ path, message: `is not set: ${why}`, command: setCommand(path) }];
}

/** The addresses of all Ethereum keys in the settings. */
function addresses({ settings }: Context): { path: string; address: string }[] {
  const of = (path: string, all: readonly string[] = []) => all.map((address) => ({ path, address }));
  return [
    ...of("attesterPrivateKey", settings.attesterPrivateKey && [settings.attesterPrivateKey.address]),
    ...of("publisherPrivateKeys", settings.publisherPrivateKeys?.addresses),
    ...of("proverPublisherPrivateKeys", settings.proverPublisherPrivateKeys?.addresses),
    ...of("keystore", settings.keystore?.attesters),
  ];
}

function wellKnown(context: Context): Problem[] {
  if (context.settings.network === "local") return [];
  const paths = addresses(context)
    .filter(({ address }) => isWellKnownAddress(address))
    .map(({ path }) => path);
  const message = "is a test key that everyone knows: it would lose the stake";
  return [...new Set(paths)].map((path) => ({ path, message, command: setCommand(path) }));
}

/** The node writes the p2p key into its data volume in clear: no key that holds money may be the same. */
function usedTwice(context: Context): Problem[] {
  const { p2pPrivateKey, publisherPrivateKeys, proverPublisherPrivateKeys } = context.settings;
  const problems: Problem[] = [];
  if (addresses(context).some(({ address }) => address === p2pPrivateKey?.address)) {
    const message = "is an Ethereum key of this stack: the node keeps the p2p key in clear, so it has to be another";
    problems.push({ path: "p2pPrivateKey", message, command: setCommand("p2pPrivateKey") });
  }
  for (const [path, given] of Object.entries({ publisherPrivateKeys, proverPublisherPrivateKeys })) {
    if (!given || new Set(given.addresses).size === given.addresses.length) continue;
    problems.push({ path, message: "has one key twice", command: setCommand(path) });
  }
  return problems;
}

const INSIDE = [
  "attesterPrivateKey",
  "publisherPrivateKeys",
  "blsPrivateKey",
  "coinbase",
  "feeRecipient",
  "proverPublisherPrivateKeys",
  "prover.id",
];

function besideKeystore({ settings, isSet }: Context): Problem[] {
  if (!settings.keystore) return [];
  const problems: Problem[] = INSIDE.filter(isSet).map((path) => ({
    path,
    message: "is set together with keystore: the node reads only the file, write it there",
    command: removeCommand(path),
  }));
  const lacks = settings.role === "prover-node" ? !settings.keystore.hasProver : !settings.keystore.hasValidators;
  const wanted = settings.role === "prover-node" ? "prover" : "validators";
  if (lacks) problems.push({ path: "keystore", message: `has no ${wanted}`, command: setCommand("keystore") });
  return problems;
}

const SHARED = "the nodes of a high-availability group share one database";
const OWN = "each node of a high-availability group needs its own";

/** Several nodes sign with one attester only if all that tells them apart is there. */
function highAvailability(context: Context): Problem[] {
  const { settings, isSet } = context;
  const group = ["haDatabaseUrl", "ha.nodeId"];
  if (!settings.ha.enabled) {
    const message = "is of use only with ha.enabled: true; without it nothing keeps two nodes from signing twice";
    return group.filter(isSet).map((path) => ({ path, message, command: setCommand("ha.enabled", "true") }));
  }
  const needed = {
    haDatabaseUrl: SHARED,
    "ha.nodeId": OWN,
    ...(isSet("keystore") ? {} : { publisherPrivateKeys: OWN }),
  };
  const problems: Problem[] = Object.entries(needed)
    .filter(([path]) => !isSet(path))
    .map(([path, why]) => ({ path, message: `is not set: ${why}`, command: setCommand(path) }));
  const attester = settings.attesterPrivateKey?.address;
  if (attester && settings.publisherPrivateKeys?.addresses.includes(attester)) {
    const message = "has the attester's key: in a high-availability group each node publishes with its own";
    problems.push({ path: "publisherPrivateKeys", message, command: setCommand("publisherPrivateKeys") });
  }
  return problems;
}

function funding({ settings: { publisherFunding } }: Context): Problem[] {
  const { threshold, amount } = publisherFunding;
  if ((threshold === undefined) === (amount === undefined)) return [];
  const path = threshold === undefined ? "publisherFunding.threshold" : "publisherFunding.amount";
  return [{ path, message: "is not set: without it nothing is funded", command: setCommand(path) }];
}
