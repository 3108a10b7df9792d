/** Printed remedies: each fix of a problem resolves it, and following one after the other comes to an end. */
import { describe, expect, it } from "vitest";
import { samples } from "../test/fixtures/samples";
import { configOf, isSecret, LOCAL_RELEASE } from "../test/fixtures/stacks";
import { wrongAttesters } from "../test/fixtures/wrong/attesters";
import { bounded } from "../test/fixtures/wrong/bounds";
import { ofOtherHosts, ofOtherReleases, ofOtherRoles } from "../test/fixtures/wrong/fit";
import { wrongHosts } from "../test/fixtures/wrong/hosts";
import { beside } from "../test/fixtures/wrong/limits";
import { nearly } from "../test/fixtures/wrong/nearly";
import { outsiders } from "../test/fixtures/wrong/outsiders";
import { together } from "../test/fixtures/wrong/together";
import { traps } from "../test/fixtures/wrong/traps";
import type { Wrong } from "../test/fixtures/wrong/wrong";
import { splitName } from "./attester-names";
import { checkConfig } from "./check-config";
import { type RawConfig, omitPath } from "./config-values";
import type { Fix } from "./fixes";
import { splitPath, textOf, toFlatConfig, toRawConfig } from "./flat-config";
import { type Problem, problemList } from "./problems";

const several: readonly Wrong[] = [...together, ...bounded, ...wrongHosts, ...wrongAttesters];
const all = [
  ...several,
  ...traps,
  ...outsiders,
  ...beside,
  ...nearly,
  ...ofOtherRoles,
  ...ofOtherHosts,
  ...ofOtherReleases,
];

function problemsOf(config: RawConfig): readonly Problem[] {
  const check = checkConfig(config, (name) => isSecret(splitName(name).setting), LOCAL_RELEASE);
  return check.ok ? [] : check.problems;
}

/** Follows a fix; undefined if the operator has to decide. */
function followed(config: RawConfig, fix: Fix | undefined): RawConfig | undefined {
  if (fix?.kind === "remove" || fix?.kind === "remove secret") return without(config, fix.path, fix.isName);
  if (fix?.kind === "set" && fix.value !== undefined) return withValue(config, fix.path, fix.value);
  const sample = fix?.kind === "move" ? samples[fix.to] : undefined;
  if (fix?.kind !== "move" || sample === undefined) return undefined;
  return withValue(without(config, fix.from.path, fix.from.isName), fix.to, textOf(sample));
}

function without(config: RawConfig, path: string, isName = false): RawConfig {
  const { group, name } = splitPath(path);
  if (isName || name === undefined || config[group] === undefined) {
    return Object.fromEntries(Object.entries(config).filter(([key]) => key !== path));
  }
  const members = JSON.parse(config[group]) as Record<string, unknown>;
  return { ...config, [group]: JSON.stringify(omitPath(members, stepsOf(name))) };
}

/** Names of tags are below a setting, and all others below a group. */
function stepsOf(name: string): string[] {
  return name.startsWith("tags.") ? ["tags", name.slice("tags.".length)] : [name];
}

function withValue(config: RawConfig, path: string, value: string): RawConfig {
  return toRawConfig({ ...toFlatConfig(config), [path]: value });
}

const identity = ({ path, message }: Problem) => `${path} ${message}`;

describe("a remedy", () => {
  it.each(all)("$name: resolves its problem, and the next ones come to an end", ({ values }) => {
    let config = configOf(values);
    const seen = new Set([JSON.stringify(config)]);
    for (;;) {
      const problems = problemsOf(config);
      const next = problems.flatMap((problem) => {
        const changed = followed(config, problem.fix);
        return changed ? [{ problem, changed }] : [];
      })[0];
      if (!next) return;
      expect(problemsOf(next.changed).map(identity), problemList(problems)).not.toContain(identity(next.problem));
      expect(seen.has(JSON.stringify(next.changed)), problemList(problems)).toBe(false);
      seen.add(JSON.stringify(next.changed));
      config = next.changed;
    }
  });

  it.each(all)("$name: resolves its problem with a right value of the operator's", ({ values }) => {
    const config = configOf(values);
    for (const problem of problemsOf(config)) {
      const { fix } = problem;
      if (fix?.kind !== "set" || fix.value !== undefined || fix.placeholder !== undefined) continue;
      const sample = samples[fix.path];
      if (sample === undefined || values[fix.path] === sample) continue;
      const changed = withValue(config, fix.path, textOf(sample));
      expect(problemsOf(changed).map(identity), problemList([problem])).not.toContain(identity(problem));
    }
  });
});
