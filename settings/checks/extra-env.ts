/** Whether variables that no setting stands for are ones the node reads, and may be set. */
import { removeCommand, setCommand } from "../commands";
import { removeFix, setFix } from "../fixes";
import type { Problem } from "../problems";
import { knownVariables, type Release, spansOf } from "../releases/release";
import { nameFor, renamesIn, whyUnread } from "../releases/renamed-variables";
import { nearest, settingOfVariable } from "../suggestions";
import type { Settings } from "../schema";
import { RESERVED_VARIABLES, UNUSED_VARIABLES } from "../schema/fixed";
import { type Check, type Context, isPublic } from "./context";
import { spanText } from "./applicability";

/** Read by libraries in the node and not by the node, so that no release lists them. */
const LIBRARIES = /^(OTEL_[A-Z0-9_]+|AWS_[A-Z0-9_]+|NODE_OPTIONS)$/;

/**
 * What all nodes of a network have to agree on: 5.x does not start if one of them differs from the network's own.
 * Source: checkConsensusEnvOverrides of the node's command line.
 */
const CONSENSUS =
  /^(L1_CHAIN_ID|ETHEREUM_SLOT_DURATION|AZTEC_(SLOT|EPOCH)_DURATION|AZTEC_TARGET_COMMITTEE_SIZE|AZTEC_LAG_IN_EPOCHS\w*|AZTEC_INBOX_LAG|AZTEC_PROOF_SUBMISSION_EPOCHS|AZTEC_ACTIVATION_THRESHOLD|AZTEC_(LOCAL_)?EJECTION_THRESHOLD|AZTEC_EXIT_DELAY_SECONDS|AZTEC_MANA_TARGET|AZTEC_PROVING_COST_PER_MANA|AZTEC_GOVERNANCE_\w+|AZTEC_SLASH\w*|SLASH_\w+_PENALTY|SLASH_INACTIVITY_\w+|SLASH_OFFENSE_EXPIRATION_ROUNDS|SEQ_BLOCK_DURATION_MS|MAX_BLOCKS_PER_CHECKPOINT|ALLOW_OVERRIDING_NETWORK_CONFIG)$/;

/** What would put a key into the environment, where everyone in the docker group reads it. */
const SECRET = /(PRIVATE_KEY|MNEMONIC|PASSWORD|SECRET)/;

export const checkExtraEnv: Check = (context) =>
  (context.settings.extraEnv?.names ?? []).flatMap((name) => {
    const path = `extraEnv.${name}`;
    const found = problemOf(name, context);
    return found ? [{ path, fix: removeFix(path), obsolete: true, ...found }] : [];
  });

function problemOf(name: string, context: Context): Pick<Problem, "message"> | Problem | undefined {
  if (RESERVED_VARIABLES.includes(name)) return { message: "is set by this program: it follows from other settings" };
  const unused = UNUSED_VARIABLES[name];
  if (unused) return { message: `is of no effect: ${unused}` };
  const newName = nameFor(name, context.release);
  const setting = settingOfVariable(name) ?? settingOfVariable(newName);
  if (setting) {
    const message = `has a setting of its own: use ${setting}`;
    return { message, path: `extraEnv.${name}`, fix: setFix(setting) };
  }
  if (SECRET.test(name)) return { message: "would put a secret into the environment: use the settings for keys" };
  if (isPublic(context.settings) && CONSENSUS.test(name)) {
    return {
      message: `is the same for all nodes of ${context.settings.network}: the node does not start with another value`,
    };
  }
  if (newName !== name && context.settings.extraEnv?.names.includes(newName))
    return { message: `is the old name of ${newName}, which is set too: remove the old one` };
  return LIBRARIES.test(name) ? undefined : unread(name, context);
}

function unread(name: string, { release }: Context): Pick<Problem, "message"> | undefined {
  if (release.reads(nameFor(name, release))) return undefined;
  const spans = spansOf(name).map(spanText);
  const why = whyUnread(name, release);
  if (spans.length > 0)
    return { message: `is not read by release ${release.version} (${spans.join(", ")})${why ? `: ${why}` : ""}` };
  const meant = nearest(name, knownVariables().filter(release.reads));
  return { message: `is read by no release of the node${meant ? `: is ${meant} meant?` : ""}` };
}

/** Warns of variables that the node gets by their new name. @returns sentences */
export function renamedExtraEnv({ extraEnv: extra }: Pick<Settings, "extraEnv">, release: Release): string[] {
  return renamesIn(extra?.names ?? [], release).map(
    ({ from, to, since, remark }) =>
      `extraEnv.${from} is ${to} since ${since}, and the node gets it by that name${remark ? `; ${remark}` : ""}. Rename it: ${removeCommand(`extraEnv.${from}`)}; ${setCommand(`extraEnv.${to}`)}`,
  );
}
