/** Checks that the keys of the role are configured, and in one way. */
import { pathOf } from "../attester-names";
import { attestersOf, SOURCES } from "../attesters";
import { missing, obsolete, type Problem, wrong } from "../problems";
import { attesterDefinitions } from "../schema";
import type { Check, Context } from "./context";

export const checkKeys: Check = (context) => [...missingKeys(context), ...besideKeystore(context)];

function missingKeys({ settings, isSet }: Context): Problem[] {
  if (settings.network === "local" || isSet("keystore")) return [];
  const names = [undefined, ...Object.keys(settings.namedAttesters)];
  const sources = names.flatMap((name) => SOURCES.map((source) => pathOf(source, name)));
  if (settings.role === "sequencer" && attestersOf(settings).length === 0 && !sources.some(isSet)) {
    return [missing("attesterPrivateKey", "a sequencer signs with it")];
  }
  if (settings.role !== "prover-node" || PROVERS.some(isSet)) return [];
  return [missing("proverPublisherPrivateKeys", "a prover node sends its proofs with them")];
}

const PROVERS = ["proverPublisherPrivateKeys", "proverPublisherAddresses"];

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
  const { role, keystore } = settings;
  const [section, accounts] =
    role === "prover-node" ? ["prover", keystore.provers] : ["validators", keystore.validators];
  return accounts.length > 0 ? problems : [...problems, wrong("keystore", `has no ${section}, which a ${role} needs`)];
}
