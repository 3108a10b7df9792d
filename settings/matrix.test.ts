/** Every rule about keys, in every way to configure an attester: no way escapes a rule. */
import { describe, expect, it } from "vitest";
import { ethereumAddress } from "../keys/keys";
import { TEST_KEYS } from "../test/fixtures/samples";
import { acceptedConfig, configOf, isSecret, problemsOf } from "../test/fixtures/stacks";
import { DERIVED, ofAccounts, ofAddresses, type Rule } from "../test/fixtures/wrong/matrix";
import { ofDamage } from "../test/fixtures/wrong/matrix-damage";
import { ofGroups } from "../test/fixtures/wrong/matrix-groups";
import { ofValues } from "../test/fixtures/wrong/matrix-values";
import { encrypted, inKeystore, named, single, type Values, type Way, ways, words } from "../test/fixtures/wrong/ways";
import { claimOf, conflicts } from "./claim";

const rules: Readonly<Record<string, Rule>> = { ...ofAccounts, ...ofAddresses, ...ofValues, ...ofGroups, ...ofDamage };
const cells = Object.entries(rules).flatMap(([rule, { message, cells }]) =>
  ways.map((way) => ({ rule, way, cell: cells[way], message })),
);

describe("the matrix of rules and ways", () => {
  it("has no empty cell: each is a refused configuration, or the reason why there is none", () => {
    expect(Object.keys(rules).length).toBeGreaterThan(40);
    const empty = cells.filter(({ cell }) => !("values" in cell) && cell.impossible.length < 15);
    expect(empty).toEqual([]);
  });

  it.each(cells.flatMap(({ cell, ...rest }) => ("values" in cell ? [{ ...rest, ...cell, rule: rest.rule }] : [])))(
    "$way: $rule is refused",
    ({ values, path, message }) => {
      const problems = problemsOf(configOf(values), (name) => isSecret(name));
      const found = problems.filter((problem) => problem.path === path).map((problem) => problem.message);
      expect(found.length, JSON.stringify(problems)).toBe(1);
      expect(found[0]).toContain(message);
    },
  );
});

const OWN = ethereumAddress(TEST_KEYS.attester);
const PUBLISHER = ethereumAddress(TEST_KEYS.publisher);
const publishing = { publisherPrivateKeys: [TEST_KEYS.publisher] };
const stacks: Readonly<Record<Way, readonly [attester: string, alone: Values, withPublisher: Values]>> = {
  "single setting": [OWN, single(), single(publishing)],
  "named attester": [OWN, named(), named(publishing)],
  mnemonic: [DERIVED, words(), words(publishing)],
  "encrypted key": [OWN, encrypted(), encrypted(publishing)],
  keystore: [OWN, inKeystore(), inKeystore({ publisher: `0x${TEST_KEYS.publisher}` })],
};

describe("the claim", () => {
  const claimIn = (values: Values) => claimOf(acceptedConfig(configOf(values)).settings);

  it.each([
    ["single setting", "attesterPrivateKey"],
    ["named attester", "attesterPrivateKey-second"],
    ["mnemonic", "attesterMnemonic"],
    ["encrypted key", "attesterEncryptedKey"],
    ["keystore", "keystore.validators[0].attester"],
  ] as const)("of another stack that has the key is refused by its place, by %s", (way, place) => {
    const own = claimIn(stacks[way][1]);
    const taken = own ? conflicts(own, [{ ...own, stack: "other" }]) : [];
    expect(taken.map(({ path }) => path)).toEqual([place]);
    expect(taken[0]?.message).toContain(`${stacks[way][0]} is already used by the running node of stack other`);
  });

  it.each(ways)("has the attester and the publisher, by %s", (way) => {
    const [attester, alone, withPublisher] = stacks[way];
    expect(claimIn(alone)).toMatchObject({ attesters: [attester], publishers: [attester], chain: 1 });
    expect(claimIn(withPublisher)).toMatchObject({ attesters: [attester], publishers: [PUBLISHER], chain: 1 });
  });
});
