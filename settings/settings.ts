/**
 * From what the operator wrote in `Pulumi.<stack>.yaml` to checked settings. Pure: no Pulumi, no files, no network.
 */
import type { z } from "zod";
import { ethereumKeyProblem, isWellKnownKey, p2pKeyProblem } from "./keys";
import { type Problem, SettingsError } from "./problems";
import { type SecretName, type Settings, secretNames, settingsSchema } from "./schema";

/** A stack's configuration: each key without the project's prefix, each value as Pulumi stores it (text or JSON). */
export type Config = Readonly<Record<string, string>>;

/**
 * Checks a whole configuration before anything is made.
 *
 * @param config   plaintext of every key of the project's namespace, secrets included: read here and not kept
 * @param isSecret whether a key's value is stored encrypted
 * @param localRelease the release that images for a network of one's own are made of
 * @throws {SettingsError} with every problem at once
 */
export function load(config: Config, isSecret: (name: string) => boolean, localRelease: string): Settings {
  const plain = Object.fromEntries(Object.entries(config).filter(([name]) => !isSecretName(name)));
  const values = readValues(plain);
  const parsed = settingsSchema.safeParse(values);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map((issue) => problemOf(issue, values))),
    ...secretNames.flatMap((name) => secretProblems(name, config, isSecret)),
    ...(parsed.success ? crossProblems(parsed.data, config, localRelease) : []),
  ];
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems);
  return parsed.data;
}

function isSecretName(name: string): name is SecretName {
  return secretNames.some((secret) => secret === name);
}

/** Pulumi keeps every value as text: numbers, lists and objects are read as JSON, the rest stays as it is. */
function readValues(config: Config): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).map(([name, text]) => [name, readValue(name, text)]));
}

function readValue(name: string, text: string): unknown {
  // A release such as 5.2 or an image such as 1234 would turn into a number.
  if (name === "release" || name === "image") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function problemOf(issue: z.core.$ZodIssue, values: unknown): Problem {
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    const names = issue.keys.map((key) => (path ? `${path}.${key}` : key));
    return { path: names.join(", "), message: "is not a setting: see docs/configuration.md for the names there are" };
  }
  if (valueAt(values, issue.path) === undefined) return missing(path, issue);
  if (issue.code === "invalid_value") return { path, message: `takes one of: ${issue.values.join(", ")}` };
  if (issue.code === "invalid_type") return { path, message: `takes ${kinds[issue.expected] ?? issue.expected}` };
  return { path, message: issue.message };
}

const kinds: Record<string, string> = {
  array: "a list",
  boolean: "true or false",
  number: "a number",
  object: "a group of settings",
  string: "a text",
};

function missing(path: string, issue: z.core.$ZodIssue): Problem {
  const value = issue.code === "invalid_value" ? issue.values.join("|") : "value";
  return { path, message: "is not set", command: `pulumi config set ${path} <${value}>` };
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => (isRecord(value) ? value[key] : undefined), values);
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}

function secretProblems(name: SecretName, config: Config, isSecret: (name: string) => boolean): Problem[] {
  const value = config[name];
  if (value === undefined) return [];
  const wrong = name === "p2pPrivateKey" ? p2pKeyProblem(value) : ethereumKeyProblem(value);
  const command = `pulumi config set --secret ${name}`;
  const problems: Problem[] = [];
  if (wrong) problems.push({ path: name, message: wrong, command });
  if (!isSecret(name)) problems.push({ path: name, message: "is stored in clear: store it as a secret", command });
  return problems;
}

/** What each setting by itself cannot show. */
function crossProblems(settings: Settings, config: Config, localRelease: string): Problem[] {
  const problems: Problem[] = [];
  if (settings.p2p.port === settings.rpcPort) {
    problems.push({ path: "rpcPort", message: "is the same port as p2p.port: they must differ" });
  }
  return [
    ...problems,
    ...(settings.network === "local" ? localProblems(settings, localRelease) : publicNetworkProblems(settings, config)),
  ];
}

function localProblems({ release }: Settings, localRelease: string): Problem[] {
  if (release === localRelease) return [];
  const message = `is ${release}, but a local network's images are made of ${localRelease}: use that one`;
  return [{ path: "release", message, command: `pulumi config set release ${localRelease}` }];
}

/** What a public network cannot do without: why, and the command that sets it. */
const needed = {
  ethereumHosts: ["the node reads Ethereum there", "--path 'ethereumHosts[0]' <url>"],
  l1ConsensusHosts: ["the node fetches blobs there", "--path 'l1ConsensusHosts[0]' <url>"],
  "p2p.announceIp": ["peers reach the node by its public address", "--path p2p.announceIp <address>"],
  attesterPrivateKey: ["a sequencer signs with it", "--secret attesterPrivateKey"],
} as const;

function publicNetworkProblems(settings: Settings, config: Config): Problem[] {
  const { ethereumHosts, l1ConsensusHosts, p2p } = settings;
  const key = config.attesterPrivateKey;
  const set: Record<string, unknown> = { ethereumHosts, l1ConsensusHosts, "p2p.announceIp": p2p.announceIp };
  const problems: Problem[] = Object.entries(needed)
    .filter(([path]) => (set[path] ?? config[path]) === undefined)
    .map(([path, [why, words]]) => ({ path, message: `is not set: ${why}`, command: `pulumi config set ${words}` }));
  if (key !== undefined && ethereumKeyProblem(key) === undefined && isWellKnownKey(key)) {
    problems.push({
      path: "attesterPrivateKey",
      message: "is a test key that everyone knows: it would lose the stake",
    });
  }
  return problems;
}
