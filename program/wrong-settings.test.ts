/** What the program does with configurations that are wrong: it says so, and touches nothing. */
import { describe, expect, it } from "vitest";
import { secretTexts } from "../settings/check-config";
import { settingDefinitions } from "../settings/schema";
import { TEST_KEYS, WELL_KNOWN_KEYS } from "../test/fixtures/samples";
import { configOf, isSecret, SECRETS } from "../test/fixtures/stacks";
import { wrongHosts } from "../test/fixtures/wrong/hosts";
import { wrongAttesters } from "../test/fixtures/wrong/attesters";
import { bounded } from "../test/fixtures/wrong/bounds";
import { ofOtherHosts, ofOtherReleases, ofOtherRoles } from "../test/fixtures/wrong/fit";
import { wrongKeys } from "../test/fixtures/wrong/keys";
import { together, wellKnown } from "../test/fixtures/wrong/together";
import { beside } from "../test/fixtures/wrong/limits";
import { nearly } from "../test/fixtures/wrong/nearly";
import { outsiders } from "../test/fixtures/wrong/outsiders";
import { traps } from "../test/fixtures/wrong/traps";
import { inPlainText, typos, wrongValuesOfAll } from "../test/fixtures/wrong/values";
import { type Wrong } from "../test/fixtures/wrong/wrong";
import { refusalOf } from "../test/fakes/recorder";

const ofKeys: readonly Wrong[] = [...wrongKeys, ...wrongAttesters];
const byHand: readonly Wrong[] = [
  ...[together, bounded, wrongHosts, ofKeys, traps].flat(),
  ...[outsiders, beside, nearly].flat(),
];
const all: readonly Wrong[] = [
  ...wrongValuesOfAll,
  ...typos,
  ...inPlainText,
  ...ofOtherRoles,
  ...ofOtherHosts,
  ...ofOtherReleases,
  ...wellKnown,
  ...byHand,
];

const PASSWORDS = [
  "secret-password",
  "0123456789abcdef01234567",
  "with spaces in it",
  "test-password",
  "another-password",
];

/** Returns the texts of keys in a configuration, of which it may have the only copy. */
function keysIn(config: Readonly<Record<string, string>>): string[] {
  const given = Object.entries(secretTexts(config)).flatMap(([path, text]) => (isSecret(path) ? [text] : []));
  return [...given, ...Object.values(TEST_KEYS)].filter((text) => text.length >= 8);
}

/** Every text of a configuration that must not be in a message. */
function secretsOf(config: Readonly<Record<string, string>>): string[] {
  const given = Object.entries(secretTexts(config))
    .filter(([path]) => isSecret(path))
    .flatMap(([, text]) => text.split(/[",:{}]+/));
  return [...given, ...Object.values(TEST_KEYS), ...WELL_KNOWN_KEYS, ...PASSWORDS].filter((text) => text.length >= 8);
}

const STACK = "main";
const ON_STACK = new RegExp(`(?<=^ {6}.*pulumi config .*) --stack ${STACK}(?=$| &&|\\)| <)`, "g");
const COPY = `cp Pulumi.${STACK}.yaml copy-$(date +%s)-Pulumi.${STACK}.yaml && `;

/**
 * Returns the commands of a message that remove a secret text of the configuration, or replace it in the setting of a key,
 * without a copy. A key in a setting that is none may be replaced: the copy would have it in plain text.
 */
function losses(lines: readonly string[], values: Wrong["values"], secrets: readonly string[]): string[] {
  return lines.filter((line) => {
    const [, action, options = ""] = /^ {6}(?:or, without it: )?pulumi config (rm|set) (.*)$/.exec(line) ?? [];
    const [path = ""] = /^('[^']*'|\S+)/.exec(options.replace(/--(secret|path) /g, "")) ?? [];
    const setting = path.replaceAll("'", "");
    const text = JSON.stringify(values[setting] ?? "");
    const isNoKey = action === "set" && !isSecret(setting);
    return !isNoKey && secrets.some((secret) => text.includes(JSON.stringify(secret).slice(1, -1)));
  });
}

/** Words of a keystore's form and of keys' own, which a message may name. */
const WORDS = [
  "schemaVersion",
  "validators",
  "publisher",
  "attester",
  "coinbase",
  "feeRecipient",
  "08021220",
  "ciphertext",
  "cipherparams",
  "kdfparams",
  "checksum",
  "function",
  "postgresql",
];

describe("wrong settings", () => {
  it("are 300 distinct configurations at least, and every setting is among them", () => {
    const distinct = new Set(all.map(({ values, secrets }) => JSON.stringify([values, secrets])));
    expect(distinct.size).toBe(all.length);
    expect(distinct.size).toBeGreaterThan(300);
    const wrong = new Set(all.map(({ path }) => path.replace(/\[.*/, "")));
    expect(settingDefinitions.map(({ path }) => path).filter((path) => !wrong.has(path))).toEqual([]);
  });

  it("are 60 of keys alone, by hand, each with another name and another configuration", () => {
    expect(new Set(ofKeys.map(({ name }) => name)).size).toBe(ofKeys.length);
    expect(ofKeys.length).toBeGreaterThanOrEqual(60);
  });

  const sections: string[] = [];

  it.each(all)("$name: refused, and nothing is registered", async ({ name, values, path, secrets = SECRETS }) => {
    const config = configOf(values);
    const { message, registered } = await refusalOf({ config, secrets, name: STACK });
    expect(registered).toEqual([]);
    const lines = (message ?? "accepted").split("\n");
    expect(lines[0]).toMatch(/^\d+ problems? in the settings; nothing was changed\.$/);
    expect(lines.filter((line) => line.startsWith(`  ${path} `)).length, message).toBeGreaterThan(0);
    const leaks = secretsOf(config).filter((text) => !WORDS.includes(text) && message?.includes(text));
    expect(leaks, message).toEqual([]);
    expect(losses(lines, values, keysIn(config)), message).toEqual([]);
    if (byHand.some((wrong) => wrong.name === name)) {
      // Every command names the stack; the page is easier to read without it.
      sections.push(`# ${name}`, ...lines.slice(1).map((line) => line.replace(ON_STACK, "")), "");
    }
  });

  it("lose a key by a fix that does not keep a copy of it", () => {
    const [key, values] = [TEST_KEYS.attester, { attesterPrivateKey: TEST_KEYS.attester, coinbase: "0x1" }];
    const command = `pulumi config rm attesterPrivateKey --stack ${STACK}`;
    const lines = [`      ${command}`, `      ${COPY}${command}`, `      pulumi config rm coinbase --stack ${STACK}`];
    expect(losses(lines, values, [key])).toEqual([`      ${command}`]);
  });

  it("are reported in this form", async () => {
    await expect(sections.join("\n")).toMatchFileSnapshot("../test/golden/wrong-settings.txt");
  });
});
