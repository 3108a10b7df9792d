/** Checks that the release reads the variables of `extraEnv`, and that the operator may set them. */
import { commandOf, removeCommand, setCommand } from "../commands";
import { moveFix, removeFix } from "../fixes";
import { obsolete, type Problem, wrong } from "../problems";
import { knownVariables, type Release, spansOf } from "../releases/release";
import { nameFor, renamesIn, whyUnread } from "../releases/renamed-variables";
import { nearest, settingOfVariable } from "../similar-names";
import { isPublic } from "../network/networks";
import type { Settings } from "../schema";
import { LIBRARY_VARIABLE, RESERVED_VARIABLES, UNUSED_VARIABLES } from "../schema/fixed";
import { ELSEWHERE } from "../schema/extra-variables";
import { CONSENSUS_VARIABLES } from "./consensus-variables";
import type { Check, Context } from "./context";
import { LEAST_MAP_KB, mapProblem } from "./map-sizes";
import { HARMFUL, HARMFUL_IN_PUBLIC, HARMFUL_ON_MAINNET, HARMFUL_VALUES, REPEATED, UNSAFE } from "./harmful-variables";
import { spanText } from "./applicability";

/** Variables that would put a secret into the environment, where everyone in the docker group can read it. */
const SECRET = /(PRIVATE_KEY|MNEMONIC|PASSWORD|SECRET)/;

export const checkExtraEnv: Check = (context) =>
  (context.settings.extraEnv?.names ?? []).flatMap((name) => problemWith(name, context) ?? []);

function problemWith(name: string, context: Context): Problem | undefined {
  const { settings, release } = context;
  const path = `extraEnv.${name}`;
  if (RESERVED_VARIABLES.includes(name)) return obsolete(path, "is set by this program from other settings");
  const unused = UNUSED_VARIABLES[name];
  if (unused) return obsolete(path, `has no effect: ${unused}`);
  const harm = harmOf(name, settings);
  if (harm) return obsolete(path, harm);
  const unfit = valueProblem(name, settings) ?? gossipProblem(name, settings);
  if (unfit) return wrong(path, unfit);
  const newName = nameFor(name, release);
  const setting = REPEATED[name] ?? settingOfVariable(name) ?? settingOfVariable(newName);
  if (name === "NODE_OPTIONS") return heap(context);
  if (setting) {
    const fix = moveFix(removeFix(path), setting);
    return { ...wrong(path, `has its own setting: use ${setting}`, fix), obsolete: true };
  }
  if (LIBRARY_VARIABLE.test(name)) return undefined;
  if (SECRET.test(name))
    return obsolete(path, "would expose a secret to everyone with access to Docker: use the settings for keys");
  if (isPublic(settings) && CONSENSUS_VARIABLES.has(name)) {
    const message = `is fixed by ${settings.network}: the node does not start with another value`;
    return obsolete(path, message);
  }
  if (newName !== name && settings.extraEnv?.names.includes(newName)) {
    return obsolete(path, `is the old name of ${newName}, which is also set`);
  }
  const message = unread(name, release);
  return message === undefined ? undefined : obsolete(path, message);
}

/** Returns what is wrong with a variable's value in this stack. */
function valueProblem(name: string, settings: Settings): string | undefined {
  const { extraEnv, dataDirectory = "" } = settings;
  if (extraEnv?.inHome.includes(name) && !dataDirectory.startsWith("/home/")) return ELSEWHERE;
  const [, kilobytes] = extraEnv?.mapSizes.find(([one]) => one === name) ?? [];
  return isPublic(settings) && kilobytes !== undefined ? mapProblem(kilobytes, LEAST_MAP_KB) : undefined;
}

/** Returns what is wrong with a number of peers, which gossip keeps between two others. */
function gossipProblem(name: string, { extraEnv }: Settings): string | undefined {
  const { P2P_GOSSIPSUB_D: target, P2P_GOSSIPSUB_DLO: least, P2P_GOSSIPSUB_DHI: most } = extraEnv?.gossip ?? {};
  if (name === "P2P_GOSSIPSUB_DLO" && least !== undefined && least > (target ?? most ?? least))
    return `is ${least}, more than ${target === undefined ? "P2P_GOSSIPSUB_DHI" : "P2P_GOSSIPSUB_D"}: the node would look for peers for ever`;
  if (name === "P2P_GOSSIPSUB_DHI" && most !== undefined && most < (target ?? most))
    return `is ${most}, less than P2P_GOSSIPSUB_D: the node would drop peers that it has just added`;
  return undefined;
}

/** Returns why a variable harms the node or undoes a setting; undefined if it does not. */
function harmOf(name: string, settings: Settings): string | undefined {
  const isOn = settings.extraEnv?.on.includes(name) ?? false;
  const inPublic = isPublic(settings)
    ? (HARMFUL_VALUES[name] ??
      (isOn && settings.role === "sequencer" ? HARMFUL_IN_PUBLIC[name] : undefined) ??
      (isOn && settings.network === "mainnet" ? HARMFUL_ON_MAINNET[name] : undefined) ??
      discovery(name, isOn, settings))
    : undefined;
  return UNSAFE[name] ?? (isOn ? HARMFUL[name] : undefined) ?? inPublic;
}

/** Returns why a node must look for peers; undefined if it knows some. */
function discovery(name: string, isOn: boolean, { p2p }: Settings): string | undefined {
  if (name !== "P2P_DISCOVERY_DISABLED" || !isOn || p2p.trustedPeers || p2p.privatePeers) return undefined;
  return "leaves the node without peers, and it would miss its duties: set p2p.trustedPeers too, or remove it";
}

/** The heap of Node.js in MiB: below this the node does not start, and the number was meant in GiB. */
const LEAST_HEAP = 512;

/** Finds a heap that is too small for a node, or larger than the memory beyond which the kernel kills its container. */
function heap({ settings: { extraEnv, memoryMb } }: Context): Problem | undefined {
  const heapMb = extraEnv?.heapMb;
  if (heapMb === undefined) return undefined;
  const path = "extraEnv.NODE_OPTIONS";
  if (heapMb < LEAST_HEAP)
    return wrong(path, `has --max-old-space-size=${heapMb}, which is in MiB: too little for a node`);
  if (heapMb < memoryMb) return undefined;
  return wrong(
    path,
    `lets the node's heap grow to ${heapMb} MiB, but memoryMb is ${memoryMb}: the kernel would kill the node`,
  );
}

/** Returns why a release does not read a variable; undefined where it does. */
function unread(name: string, release: Release): string | undefined {
  if (release.reads(nameFor(name, release))) return undefined;
  const spans = spansOf(name).map(spanText);
  const why = whyUnread(name, release);
  if (spans.length > 0)
    return `is not read by release ${release.version} (${spans.join(", ")})${why ? `: ${why}` : ""}`;
  const meant = nearest(name, knownVariables().filter(release.reads));
  return `is not read by any release${meant ? `. Did you mean ${meant}?` : ""}`;
}

/** Warns of variables that are passed to the node under their new name. @returns sentences */
export function renamedExtraEnv(
  { extraEnv: extra }: Pick<Settings, "extraEnv">,
  release: Release,
  stack?: string,
): string[] {
  return renamesIn(extra?.names ?? [], release).map(({ from, to, since, remark }) => {
    const [before, after] = [`extraEnv.${from}`, `extraEnv.${to}`];
    const isCalled = `${before} is called ${to} since ${since}, and is passed to the node under that name`;
    if (remark === undefined) return `${isCalled}. Rename it: ${commandOf(moveFix(removeFix(before), after), stack)}`;
    return `${isCalled}; ${remark}. Rename it: ${removeCommand(before, stack)} && ${setCommand(after, undefined, stack)}`;
  });
}
