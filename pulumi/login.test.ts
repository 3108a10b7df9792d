/** What a stack needs before it can be written, with a `pulumi` that answers as the real one does without a login. */
import { describe, expect, it } from "vitest";
import { backendNeed, passphraseNeed } from "./login";
import { useFolder } from "../test/fixtures/folder";

const NOT_LOGGED_IN = "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions";

describe("a backend", () => {
  const folder = useFolder();

  async function needWith(script: string) {
    folder.program("pulumi", script);
    const env = { PATH: folder.searchPath };
    return backendNeed({ env, settings: "", secretsProvider: "awskms://alias/a" });
  }

  it.each([
    [`echo "${NOT_LOGGED_IN}" >&2; exit 255`, { kind: "login" }],
    ['echo "error: no route to host" >&2; exit 255', { kind: "failure", text: "error: no route to host" }],
    [`echo '{"user":"joe","url":"file:///home/joe"}'`, { kind: "nothing" }],
  ])("that answers %s", async (script, need) => {
    expect(await needWith(script)).toEqual(need);
  });
});

describe("a passphrase", () => {
  const fresh = { settings: "", secretsProvider: undefined, isCloud: false };
  const needs = (isNew: boolean) => ({ kind: "passphrase", isNew });
  const nothing = { kind: "nothing" };

  it.each([
    ["a new stack in a folder", fresh, {}, needs(true)],
    ["a stack that one encrypts already", { ...fresh, settings: "encryptionsalt: v1:x\n" }, {}, needs(false)],
    ["a stack with a key service", { ...fresh, settings: "secretsprovider: awskms://a\n" }, {}, nothing],
    ["a new stack with a key service", { ...fresh, secretsProvider: "awskms://a" }, {}, nothing],
    [
      "a new stack with --secrets-provider passphrase",
      { ...fresh, secretsProvider: "passphrase", isCloud: true },
      {},
      needs(true),
    ],
    ["a stack of Pulumi Cloud", { ...fresh, isCloud: true }, {}, nothing],
    ["one that is set", fresh, { PULUMI_CONFIG_PASSPHRASE: "" }, nothing],
    ["one in a file", fresh, { PULUMI_CONFIG_PASSPHRASE_FILE: "/x" }, nothing],
  ])("for %s", (_, secrets, env, need) => {
    expect(passphraseNeed(secrets, env)).toEqual(need);
  });
});
