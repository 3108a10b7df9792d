/** The prompts of `config`: their order, when each is needed, and how an answer is validated. */
import { z } from "zod";
import { checkConfig } from "../../settings/check-config";
import { isApplicable } from "../../settings/checks/applicability";
import { defaultOf } from "../../settings/defaults";
import { type FlatConfig, toRawConfig } from "../../settings/flat-config";
import { proposedRelease } from "../../settings/network/network-release";
import type { Problem } from "../../settings/problems";
import { findRelease, isRelease } from "../../settings/releases/release";
import { settingAt } from "../../settings/schema";
import type { SettingDefinition } from "../../settings/schema/definition";
import { inputType } from "../../settings/schema/definition";
import { KEY_SOURCES, pathsOf } from "./key-source";

/** The settings in the order of the prompts: an answer decides which later prompts are needed. */
const PATHS = [
  "network",
  "role",
  "host.kind",
  "host.address",
  "host.user",
  "host.port",
  "host.identityFile",
  "host.installDocker",
  "aws.region",
  "aws.sshPublicKey",
  "bootnodeUrl",
  "ethereumHosts",
  "l1ConsensusHosts",
  // After the servers: the suggested release comes from the network's L1.
  "release",
  "p2p.announceIp",
  "p2p.port",
  "rpcPort",
  // The settings of the keys' sources, one of which is chosen first.
  "keystore",
  "attesterPrivateKey",
  "attesterEncryptedKey",
  "attesterPassword",
  "attesterMnemonic",
  "attesterAddress",
  "remoteSignerUrl",
  "proverPublisherPrivateKeys",
  "coinbase",
  "prover.brokerUrl",
  "storage.kind",
  "storage.path",
];

/** Conditions of prompts that the settings' table does not express. */
const CONDITIONS: Readonly<Record<string, (values: FlatConfig) => boolean>> = {
  "host.kind": isNotLocal,
  bootnodeUrl: ({ network }) => network === "custom",
  ethereumHosts: isNotLocal,
  l1ConsensusHosts: isNotLocal,
  "p2p.announceIp": (values) => isNotLocal(values) && values["host.kind"] !== "aws",
  // On a local network the first `up` makes the key.
  keystore: isNotLocal,
  attesterPrivateKey: isNotLocal,
  coinbase: ({ keystore }) => keystore === undefined,
  "storage.path": (values) => values["storage.kind"] === "bind",
};

function isNotLocal({ network }: FlatConfig): boolean {
  return network !== "local";
}

const KEY_PATHS = new Set(["proverPublisherPrivateKeys", ...KEY_SOURCES.flatMap((source) => pathsOf(source, {}))]);
const FILES = new Set(["keystore", "attesterEncryptedKey"]);
const LISTS = new Set(["ethereumHosts", "l1ConsensusHosts", "proverPublisherPrivateKeys"]);

export interface Prompt {
  readonly definition: SettingDefinition;
  /** `--p2p-announce-ip`. A secret's flag names a file, so that the secret stays out of the shell's history. */
  readonly flag: string;
  /** The possible answers; undefined for free text. */
  readonly choices?: readonly string[];
  /** Whether the answer is read without echo. */
  readonly isHidden: boolean;
  /** Whether the answer is the path of a file that contains the value. */
  readonly isFile: boolean;
  /** Whether there can be several values. */
  readonly isList: boolean;
  /** Whether it belongs to a source of keys, see key-source.ts. */
  readonly isKey: boolean;
}

export const prompts: readonly Prompt[] = PATHS.map((path) => {
  const definition = settingAt(path);
  if (!definition) throw new Error(`${path} is not a setting`);
  const type = inputType(definition.type);
  const isFile = FILES.has(path);
  const name = `--${path.replaceAll(".", "-").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return {
    definition,
    flag: definition.secret ? `${name}-file` : name,
    ...(type instanceof z.ZodEnum ? { choices: type.options.map(String) } : {}),
    ...(typeof defaultOf(path) === "boolean" ? { choices: ["true", "false"] } : {}),
    isHidden: definition.secret === "always" && !isFile,
    isFile,
    isList: LISTS.has(path),
    isKey: KEY_PATHS.has(path),
  };
});

/** Returns whether a stack with these values uses the setting. Settings of keys also depend on the key source. */
export function isNeeded({ definition }: Prompt, values: FlatConfig): boolean {
  const { path, roles, hosts } = definition;
  const role = values.role ?? String(defaultOf("role"));
  const host = values["host.kind"] ?? String(defaultOf("host.kind"));
  if (roles && !roles.some((one) => one === role)) return false;
  if (hosts && !hosts.some((one) => one === host)) return false;
  const { release } = values;
  if (release !== undefined && isRelease(release) && !isApplicable(definition, findRelease(release))) return false;
  return CONDITIONS[path]?.(values) ?? true;
}

/** Returns whether the node will run on this machine: then `detect` finds its public address. */
export function runsHere({ "host.kind": kind, dockerHost = "" }: FlatConfig): boolean {
  return (kind ?? String(defaultOf("host.kind"))) === "local" && /^(?:$|unix:)/.test(dockerHost);
}

/** Returns the answer that is suggested if the stack has no value yet. */
export function defaultAnswer({ definition }: Prompt, values: FlatConfig, localRelease: string): string | undefined {
  const { path } = definition;
  if (path === "network") return "testnet";
  if (path === "release") return values.network === "local" ? localRelease : proposedRelease(values.network);
  const value = defaultOf(path);
  return value === undefined ? undefined : JSON.stringify(value).replace(/^"|"$/g, "");
}

export interface CheckOptions {
  readonly localRelease: string;
  /** Whether a setting, by its top-level name, is or will be stored encrypted. */
  readonly isSecret: (name: string, values: FlatConfig) => boolean;
}

/** Returns the problem of one setting; undefined if it has none. */
export function problemAt(path: string, values: FlatConfig, options: CheckOptions): string | undefined {
  const problem = findProblems(values, options).find((one) => one.setting === path);
  return problem && `${problem.path} ${problem.message}`;
}

/** Returns every problem at which `pulumi up` would stop. */
export function findProblems(values: FlatConfig, { localRelease, isSecret }: CheckOptions): readonly Problem[] {
  const check = checkConfig(toRawConfig(values), (name) => isSecret(name, values), localRelease);
  return check.ok ? [] : check.problems;
}
