/** Checks the accounts of a node by rules that hold for single settings, and for the same values in a whole keystore. */
import { type Account, type Accounts, allIn, attestersIn, publishersIn } from "../accounts";
import { setFix } from "../fixes";
import { isWellKnownAddress } from "../../keys/published-keys";
import { excess, missing, type Problem, wrong } from "../problems";
import { FUNDING_SINCE } from "../schema/keys";
import { accountsOf } from "../stack-accounts";
import type { Check, Context } from "./context";

export const checkAccounts: Check = (context) => {
  // Of an invalid keystore nothing is known.
  if (context.isSet("keystore") && !context.settings.keystore) return [];
  const accounts = accountsOf(context.settings, context.isSet);
  return [
    ...wellKnown(context, accounts),
    ...p2pKeyAlone(context, accounts),
    ...blsKeyAlone(accounts),
    ...attesterTwice(accounts),
    ...blsTwice(accounts),
    ...publisherTwice(accounts),
    ...signers(accounts),
    ...highAvailability(context, accounts),
    ...funding(context, accounts),
    ...slashing(context, accounts),
    ...payload(context, accounts),
  ];
};

const pathsOf = (accounts: readonly Account[]) => [...new Set(accounts.map(({ path }) => path))];

function wellKnown({ settings }: Context, accounts: Accounts): Problem[] {
  if (settings.network === "local") return [];
  const isKnown = ({ address }: { readonly address: string }) => isWellKnownAddress(address);
  const message = "is a published test key: anyone can sign with it, so the stake would be lost";
  const keys = pathsOf([...allIn(accounts), ...accounts.bls].filter(isKnown));
  const identity = settings.p2pPrivateKey && isKnown(settings.p2pPrivateKey) ? ["p2pPrivateKey"] : [];
  const taken = "is the address of a published test key: anyone can take what it receives";
  return [
    ...[...new Set([...keys, ...accounts.publishedMnemonics])].map((path) => wrong(path, message)),
    ...pathsOf(accounts.receivers.filter(isKnown)).map((path) => wrong(path, taken)),
    ...identity.map((path) =>
      wrong(path, "is a published test key: anyone can take this node's place among its peers"),
    ),
  ];
}

/** Finds a p2p key that is an Ethereum key too: the node stores it in its data volume in plain text. */
function p2pKeyAlone({ settings }: Context, accounts: Accounts): Problem[] {
  const p2pAddress = settings.p2pPrivateKey?.address;
  if (!allIn(accounts).some(({ address }) => address === p2pAddress)) return [];
  const message =
    "is also an Ethereum key of this stack: the node stores the p2p key in plain text, so use a different key";
  return [wrong("p2pPrivateKey", message)];
}

/**
 * Finds BLS keys that are Ethereum keys too. Such a key is lost twice if it leaks once, and its two public keys show that
 * it is one.
 */
function blsKeyAlone(accounts: Accounts): Problem[] {
  const ethereum = new Set(allIn(accounts).map(({ address }) => address));
  const message = "is also an Ethereum key of this stack: use a different key, as keys new makes";
  return pathsOf(accounts.bls.filter(({ address }) => ethereum.has(address))).map((path) => wrong(path, message));
}

/** Finds attesters with the same key: the node does not start with them. */
function attesterTwice(accounts: Accounts): Problem[] {
  return twiceIn(attestersIn(accounts)).map(([{ path, address }, first]) => {
    return wrong(path, `has the same attester as ${first.path} (${address}): the node does not start`);
  });
}

/** Finds attesters with the same BLS key. Source: GSE.sol refuses a proof of possession that it has seen. */
function blsTwice(accounts: Accounts): Problem[] {
  return twiceIn(accounts.bls).map(([{ path }, first]) =>
    wrong(path, `has the same BLS key as ${first.path}: the network registers a BLS key once`),
  );
}

/** Finds accounts that are publishers of one attester or prover twice, by a key or by an address. */
function publisherTwice({ publisherLists, provers }: Accounts): Problem[] {
  return [...publisherLists, provers].flatMap((list) => {
    const [second] = twiceIn(list);
    if (!second) return [];
    const [{ path, address }, first] = second;
    const message =
      path === first.path ? `contains ${address} twice` : `has the same publisher as ${first.path} (${address})`;
    return [wrong(path, message)];
  });
}

/** Returns each account that is in a list before, with the first one. */
function twiceIn(accounts: readonly Account[]): (readonly [Account, Account])[] {
  return accounts.flatMap((one, i) => {
    const first = accounts.slice(0, i).find(({ address }) => address === one.address);
    return first ? [[one, first] as const] : [];
  });
}

function signers({ signers: all, unsigned, signerPath }: Accounts): Problem[] {
  const unused = all.filter(({ serves }) => serves.length === 0);
  return [
    ...(unsigned.length > 0 ? [missing(signerPath, `it signs for ${unsigned.join(" and ")}`)] : []),
    ...unused.map(({ path }) => excess(path, "is not needed: no configured address uses a remote signer")),
  ];
}

const SHARED = "the nodes of a high-availability group coordinate in one database";
const OWN = "each node of a high-availability group needs its own";

/** Checks what a group needs: several nodes can sign with one attester only if each has its own id and publisher. */
function highAvailability(context: Context, accounts: Accounts): Problem[] {
  const { settings, isSet } = context;
  // Another check reports these settings for other roles.
  if (settings.role !== "sequencer") return [];
  const group = ["haDatabaseUrl", "ha.nodeId"];
  if (!settings.ha.enabled) {
    const message =
      "has no effect without ha.enabled: true. Without it, two nodes with one key sign twice and are slashed";
    return group.filter(isSet).map((path) => wrong(path, message, setFix("ha.enabled", "true")));
  }
  const { validators } = accounts;
  const publisherless = validators.filter(({ publishers }) => !publishers).map(({ publisherPath }) => publisherPath);
  const isWithoutKeys = validators.length === 0 && !settings.keystore;
  const needed = {
    haDatabaseUrl: SHARED,
    "ha.nodeId": OWN,
    ...Object.fromEntries((isWithoutKeys ? ["publisherPrivateKeys"] : publisherless).map((path) => [path, OWN])),
  };
  const problems = Object.entries(needed).filter(([path]) => !isSet(path));
  return [...problems.map(([path, why]) => missing(path, why)), ...publishingAttesters(accounts)];
}

function publishingAttesters(accounts: Accounts): Problem[] {
  const attesting = new Set(attestersIn(accounts).map(({ address }) => address));
  const message = "is an attester's key: in a high-availability group each node publishes with its own key";
  const both = accounts.publisherLists.flat().filter(({ address }) => attesting.has(address));
  return pathsOf(both).map((path) => wrong(path, message));
}

const NO_FUNDS = "without it, or fundingAddress, publisherFunding funds no publisher";

function funding({ settings, release }: Context, accounts: Accounts): Problem[] {
  const { threshold, amount } = settings.publisherFunding;
  if ((threshold === undefined) !== (amount === undefined)) {
    const path = threshold === undefined ? "publisherFunding.threshold" : "publisherFunding.amount";
    return [missing(path, "without it no publisher is funded")];
  }
  const [account, second] = accounts.funding;
  if (!account) return threshold === undefined ? [] : [missing("fundingPrivateKey", NO_FUNDS)];
  if (!release.isFrom(FUNDING_SINCE)) {
    const message = `is not used by release ${release.version}: only releases from ${FUNDING_SINCE} on fund publishers`;
    return settings.keystore ? [excess(account.path, message)] : [];
  }
  if (second && !settings.keystore) {
    return [excess(second.path, `and ${account.path} are both set: there is one funding account`)];
  }
  if (threshold === undefined) {
    return [missing("publisherFunding.threshold", `${account.path} funds publishers whose balance is below it`)];
  }
  const funded = publishersIn(accounts).map(({ address }) => address);
  return pathsOf(accounts.funding.filter(({ address }) => funded.includes(address))).map((path) =>
    wrong(path, "is also a publisher: it would fund itself"),
  );
}

/** Finds a validator that would vote for its own slashing. */
function slashing({ settings }: Context, accounts: Accounts): Problem[] {
  const { always = [] } = settings.slashing;
  if (!attestersIn(accounts).some(({ address }) => always.includes(address))) return [];
  const message = "contains an attester of this stack: it would vote for its own slashing";
  return [wrong("slashing.always", message)];
}

/** Finds an account of the stack in the place of a payload, which is a contract. */
function payload({ settings }: Context, accounts: Accounts): Problem[] {
  const own = [...allIn(accounts), ...accounts.receivers].map(({ address }) => address);
  if (!own.some((address) => address === settings.governancePayload)) return [];
  return [wrong("governancePayload", "is an account of this stack, not a contract: a vote for it changes nothing")];
}
