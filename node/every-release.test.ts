/** For every release and role: the environment has only variables that the node reads, and the flags are accepted. */
import { describe, expect, it } from "vitest";
import { findRelease, knownReleases } from "../settings/releases/release";
import { roles } from "../settings/schema/definition";
import { nodeEnvironment, planOf } from "../test/fixtures/plans";
import { configOf, custom, everything } from "../test/fixtures/stacks";
import { omit } from "../test/fixtures/wrong/wrong";

const cases = knownReleases().flatMap((release) =>
  roles.flatMap((role) => [
    { role, release, what: "what has to be set", values: custom(role, release) },
    { role, release, what: "all there is", values: everything(role, release) },
  ]),
);

describe("a node", () => {
  it.each(cases)("$role of $release, with $what: reads and accepts all of it", ({ release: version, values }) => {
    const release = findRelease(version);
    // Variables without a setting may be a library's, which no release lists.
    const plan = planOf(configOf(omit(values, "extraEnv")));
    const { command } = plan;
    const env = nodeEnvironment(plan);
    expect(Object.keys(env).filter((name) => !release.reads(name))).toEqual([]);
    expect(Object.values(env)).not.toContain("");
    expect(
      Object.values(env).filter((value) => /^(true|false)$/i.test(value) && value !== value.toLowerCase()),
    ).toEqual([]);
    const flags = command.filter((word) => word.startsWith("--"));
    expect(flags.filter((flag) => !release.accepts(flag))).toEqual([]);
    expect(flags.includes("--archiver") && release.major >= 5).toBe(false);
    expect(command[0]).toBe("start");
  });
});
