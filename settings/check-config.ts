/**
 * Checks the configuration of `Pulumi.<stack>.yaml`. Pure: no Pulumi, no files, no network.
 */
import { splitName } from "./attester-names";
import { checkAccounts } from "./checks/accounts";
import { checkAttesters } from "./checks/attesters";
import type { Context } from "./checks/context";
import { checkExtraEnv, renamedExtraEnv } from "./checks/extra-env";
import { checkApplicability } from "./checks/applicability";
import { configWarnings } from "./checks/warnings";
import { checkHost } from "./checks/host";
import { checkKeys } from "./checks/keys";
import { checkConsistency } from "./checks/consistency";
import { providerKeys } from "./checks/provider-keys";
import { checkNetwork } from "./checks/network";
import { checkServers } from "./checks/servers";
import { chooseRelease } from "./releases/choose-release";
import { attesterNames, parseSettings, configValues, type ConfigValues } from "./parse";
import { encryptFix } from "./fixes";
import { type Problem, wrong } from "./problems";
import { type RawConfig, valueAt } from "./config-values";
import type { Release } from "./releases/release";
import { splitPath } from "./flat-config";
import { mayBeSecret } from "./secrecy";
import { type Settings, definitionsFor } from "./schema";
import type { SettingDefinition } from "./schema/definition";

/** A stack's configuration without problems. */
export interface CheckedConfig {
  readonly settings: Settings;
  readonly release: Release;
  /** Sentences for the operator. They do not prevent the deployment. */
  readonly warnings: readonly string[];
}

/** The checked settings, or all problems. */
export type ConfigCheck =
  ({ readonly ok: true } & CheckedConfig) | { readonly ok: false; readonly problems: readonly Problem[] };

/** Returns whether a value is stored encrypted. Pulumi tells it only of a top-level key as a whole, the file of each path. */
type IsSecret = (name: string, path: string) => boolean;

interface CheckOptions {
  /** Keys of other namespaces, such as `aws:region`. */
  readonly otherKeys?: readonly string[];
  /** The stack, for the commands of warnings. */
  readonly stack?: string | undefined;
}

/**
 * Checks a whole configuration before any resource is created. Finds every problem at once.
 *
 * @param config   plain text of every key in the project's namespace, including secrets, which are not kept
 * @param isSecret whether a value is stored encrypted: by its top-level key, and by its path if the file is known
 * @param localRelease the release that the images of a local network are built from
 */
export function checkConfig(
  config: RawConfig,
  isSecret: IsSecret,
  localRelease: string,
  { otherKeys = [], stack }: CheckOptions = {},
): ConfigCheck {
  const values = configValues(config);
  const { settings, problems } = parseSettings(values);
  const single = [...problems, ...providerKeys(otherKeys)];
  if (!settings) return { ok: false, problems: [...single, ...storedInPlainText(values, isSecret)] };
  const { release, warnings, problems: ofRelease } = chooseRelease(settings);
  const isSet = (path: string) => valueAt(values, path.split(".")) !== undefined;
  const reported = new Set(single.map(({ setting }) => setting));
  const joint = [...ofRelease, ...check({ settings, release, isSet, localRelease })];
  const all = [
    ...single,
    ...storedInPlainText(values, isSecret, settings),
    ...withoutUseless(joint.filter(({ path }) => !reported.has(path))).map((problem) => withFreeTarget(problem, isSet)),
  ];
  if (all.length > 0) return { ok: false, problems: all };
  return {
    ok: true,
    settings,
    release,
    warnings: [...warnings, ...renamedExtraEnv(settings, release, stack), ...configWarnings(settings, stack)],
  };
}

/** Leaves out what else is wrong with a setting that is to be removed: its fixes would contradict each other. */
function withoutUseless(problems: readonly Problem[]): Problem[] {
  const useless = new Set(problems.filter(({ obsolete }) => obsolete).map(({ path }) => path));
  return problems.filter(({ path, obsolete }) => obsolete === true || !useless.has(path));
}

/** Removes a secret whose own setting has a value already, and does not move it there: that may be the right one. */
function withFreeTarget(problem: Problem, isSet: (path: string) => boolean): Problem {
  const { fix } = problem;
  return fix?.kind === "move" && mayBeSecret(fix.to) && isSet(fix.to) ? { ...problem, fix: fix.from } : problem;
}

function check(context: Context): Problem[] {
  return [
    checkNetwork,
    checkServers,
    checkHost,
    checkAttesters,
    checkKeys,
    checkAccounts,
    checkApplicability,
    checkConsistency,
    checkExtraEnv,
  ].flatMap((checkOne) => checkOne(context));
}

/** Returns the secrets that are stored in plain text. */
function storedInPlainText(values: ConfigValues, isSecret: IsSecret, settings?: Settings): Problem[] {
  const isEncrypted = (path: string) => isSecret(splitPath(path).group, path);
  return (
    definitionsFor(attesterNames(values))
      .filter(({ path, secret }) => secret && valueAt(values, path.split(".")) !== undefined)
      // A group's members are encrypted one by one.
      .filter(({ path }) => path === "extraEnv" || !isEncrypted(path))
      .flatMap(({ path, secret }) => {
        if (secret === "always")
          return [wrong(path, "is stored in plain text: store it as a secret", encryptFix(path))];
        const message = "contains what looks like an API key and is stored in plain text: store it as a secret";
        return placesOfKeys(path, settings)
          .filter((place) => !isEncrypted(place))
          .map((place) => wrong(place, message, encryptFix(place)));
      })
  );
}

/** Returns the paths at which the value of a setting has an API key. */
function placesOfKeys(path: string, settings: Settings | undefined): string[] {
  const { setting, attester } = splitName(path);
  if (setting === "extraEnv") return (settings?.extraEnv?.withKey ?? []).map((name) => `extraEnv.${name}`);
  const attesterSettings = attester === undefined ? settings : settings?.namedAttesters[attester];
  return valueAt(attesterSettings, [...setting.split("."), "hasKey"]) === true ? [path] : [];
}

/**
 * Returns the plain text of each secret setting, lists separated by commas. The caller must wrap it as a secret at once.
 *
 * @param config one that `checkConfig` accepts
 * @returns by path; environment variables each by their own path
 */
export function secretTexts(config: RawConfig): Record<string, string> {
  const values = configValues(config);
  const secrets = definitionsFor(attesterNames(values)).filter(({ secret }) => secret);
  const entries = secrets.flatMap((definition) => textsOf(definition, valueAt(values, definition.path.split("."))));
  return Object.fromEntries(entries);
}

function textsOf({ path, rendered = String }: SettingDefinition, value: unknown): (readonly [string, string])[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return [[path, value.map((element) => rendered(String(element))).join(",")]];
  if (typeof value === "string") return [[path, value]];
  return Object.entries(Object(value) as object).map(([name, inner]) => [`${path}.${name}`, String(inner)]);
}
