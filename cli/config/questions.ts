/** What the wizard asks, and when an answer is right: by the table and by `load`, which have all the rules. */
import { z } from "zod";
import { SOURCES } from "../../settings/attesters";
import { isApplicable } from "../../settings/checks/applicability";
import { defaultOf } from "../../settings/defaults";
import { SettingsError } from "../../settings/problems";
import { proposedRelease } from "../../settings/network/network-release";
import { findRelease, isRelease } from "../../settings/releases/release";
import { checkConfig } from "../../settings/check-config";
import { settingAt } from "../../settings/schema";
import type { SettingDefinition } from "../../settings/schema/definition";
import { inputType } from "../../settings/schema/definition";
import { toRawConfig, type FlatConfig } from "../../settings/flat-config";

/** In the order in which they are asked; what one is asked for depends on those before it. */
const PATHS = [
  "network",
  "role",
  "host.kind",
  "host.address",
  "host.user",
  "aws.region",
  "aws.sshPublicKey",
  "bootnodeUrl",
  "ethereumHosts",
  "l1ConsensusHosts",
  // The network says which release it runs, and its L1 has to be known for that.
  "release",
  "p2p.announceIp",
  "p2p.port",
  "rpcPort",
  "keystore",
  "attesterPrivateKey",
  "coinbase",
  "prover.brokerUrl",
  "proverPublisherPrivateKeys",
  "storage.kind",
  "storage.path",
];

/** What a setting is asked for, where the table does not tell. */
const ONLY: Readonly<Record<string, (values: FlatConfig) => boolean>> = {
  "host.kind": notLocal,
  bootnodeUrl: ({ network }) => network === "custom",
  ethereumHosts: notLocal,
  l1ConsensusHosts: notLocal,
  "p2p.announceIp": (values) => notLocal(values) && values["host.kind"] !== "aws",
  keystore: (values) => notLocal(values) && !hasOtherKey(values),
  attesterPrivateKey: (values) => notLocal(values) && values.keystore === undefined && !hasOtherKey(values),
  coinbase: ({ keystore }) => keystore === undefined,
  proverPublisherPrivateKeys: ({ keystore }) => keystore === undefined,
  "storage.path": (values) => values["storage.kind"] === "bind",
};

function notLocal({ network }: FlatConfig): boolean {
  return network !== "local";
}

/** Whether who attests is said by what the wizard does not ask for: a mnemonic, an encrypted key, a remote signer. */
function hasOtherKey(values: FlatConfig): boolean {
  return SOURCES.some((path) => path !== "attesterPrivateKey" && values[path] !== undefined);
}

export interface Question {
  readonly variable: SettingDefinition;
  /** `--p2p-announce-ip`; of a secret it names a file, so that none is in the shell's history. */
  readonly flag: string;
  /** What an answer is chosen from, where it is not written freely. */
  readonly choices?: readonly string[];
  /** Whether it is asked without showing what is typed. */
  readonly isHidden: boolean;
  /** Whether the answer is the name of a file that has the value. */
  readonly isFile: boolean;
}

export const questions: readonly Question[] = PATHS.map((path) => {
  const variable = settingAt(path);
  if (!variable) throw new Error(`${path} is not a setting`);
  const type = inputType(variable.type);
  const isFile = path === "keystore";
  const name = `--${path.replaceAll(".", "-").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return {
    variable,
    flag: variable.secret ? `${name}-file` : name,
    ...(type instanceof z.ZodEnum ? { choices: type.options.map(String) } : {}),
    isHidden: variable.secret === "always" && !isFile,
    isFile,
  };
});

/** Whether a stack with the values so far has a use for a setting. */
export function isAsked({ variable }: Question, values: FlatConfig): boolean {
  const { path, roles, hosts } = variable;
  const role = values.role ?? String(defaultOf("role"));
  const host = values["host.kind"] ?? String(defaultOf("host.kind"));
  if (roles && !roles.some((one) => one === role)) return false;
  if (hosts && !hosts.some((one) => one === host)) return false;
  const { release } = values;
  if (release !== undefined && isRelease(release) && !isApplicable(variable, findRelease(release))) return false;
  return ONLY[path]?.(values) ?? true;
}

/** What is offered where the stack has no value yet. */
export function suggestion(
  { variable: { path } }: Question,
  values: FlatConfig,
  localRelease: string,
): string | undefined {
  if (path === "network") return "testnet";
  if (path === "release") return values.network === "local" ? localRelease : proposedRelease(values.network);
  const preset = defaultOf(path);
  return preset === undefined ? undefined : JSON.stringify(preset).replace(/^"|"$/g, "");
}

export interface Check {
  readonly localRelease: string;
  /** Whether a setting, by its first name, is or will be stored encrypted. */
  readonly isSecret: (name: string, values: FlatConfig) => boolean;
}

/** What is wrong with one setting among the others; undefined where nothing is. */
export function problemWith(path: string, values: FlatConfig, check: Check): string | undefined {
  const own = problemsOf(values, check).find((problem) => problem.path.replace(/\[.*/, "") === path);
  return own && `${own.path} ${own.message}`;
}

/** Everything that `pulumi up` would stop at. */
export function problemsOf(values: FlatConfig, { localRelease, isSecret }: Check): SettingsError["problems"] {
  try {
    checkConfig(toRawConfig(values), (name) => isSecret(name, values), localRelease);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}
