/**
 * `aztec-validator keys` on an operator's stack, with a real backend and real encryption, without a container. A script
 * in place of `pulumi` records its arguments and environment, and calls the real one.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ethereumAddress, peerId } from "../../keys/keys";
import { blsPublicKey, registrationOf, stakerOutput } from "../../keys/registration";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { printedKeys, toolRuns } from "../fixtures/validator-keys";
import { OwnStack } from "./own-stack";
import { ENTER } from "./terminal";

const folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-keys-"));
const calls = path.join(folder, "calls");
const fails = path.join(folder, "fails");
const stack = new OwnStack("test-keys", { PATH: path.join(folder, "bin") });
const settingsFile = path.join(PROJECT_DIR, "Pulumi.test-keys.yaml");

/** The rest of PATH has the real one. A setting whose name is in the file `fails` is not written. */
const SCRIPT = `#!/bin/sh
{ printf '%s\\n' "$@"; env; } >> '${calls}'
for word; do
  if [ -e '${fails}' ] && [ "$word" = "$(cat '${fails}')" ]; then echo "error: no space" >&2; exit 1; fi
done
PATH=\${PATH#*:} exec pulumi "$@"
`;

beforeAll(async () => {
  mkdirSync(path.join(folder, "bin"));
  writeFileSync(path.join(folder, "bin/pulumi"), SCRIPT, { mode: 0o755 });
  await stack.init();
  await stack.configure({ network: "testnet", release: "6.0.0-rc.1" });
});

afterAll(async () => {
  await stack.remove();
  rmSync(folder, { recursive: true, force: true });
});

const stored = async (name: string) => (await stack.succeeds("config", "get", name, "--stack", stack.name)).trim();
const settings = () => readFileSync(settingsFile, "utf8");

/** Every file of a folder, as one text. */
function contents(of: string): string {
  const files = readdirSync(of, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((file) => readFileSync(path.join(file.parentPath, file.name), "latin1")).join("\n");
}

describe("keys new", () => {
  it("prints addresses and registration data, and no private key in plain text anywhere", async () => {
    const file = path.join(folder, "staker.json");
    const { code, text } = await stack.cli("keys", "new", "--staker-output", file);
    expect(code, text).toBe(0);
    const [attester, bls] = [await stored("attesterPrivateKey"), await stored("blsPrivateKey")];
    const address = ethereumAddress(attester);
    expect(text).toMatch(new RegExp(`^attester +${address}\\nBLS public key +${blsPublicKey(bls)}$`, "m"));
    expect(readFileSync(file, "utf8")).toBe(stakerOutput([registrationOf(address, bls)]));
    const called = readFileSync(calls, "utf8");
    expect(called).toContain("config\nset\n--secret\nattesterPrivateKey\n");
    for (const key of [attester, bls]) {
      for (const place of [text, called, settings(), contents(stack.home), contents(folder)]) {
        expect(place.toLowerCase().includes(key.slice(2))).toBe(false);
      }
    }
  });

  it("refuses to replace keys, and changes nothing", async () => {
    const before = settings();
    const { code, text } = await stack.cli("keys", "new");
    expect(code).toBe(1);
    expect(text).toContain("test-keys already has keys: attester, bls. Nothing was changed.");
    expect(text).toContain("To replace them: the same command with --replace");
    expect(settings()).toBe(before);
  });

  it("writes no key if it cannot write all of them", async () => {
    const before = settings();
    writeFileSync(fails, "blsPrivateKey");
    const { code, text } = await stack.cli("keys", "new", "--replace");
    rmSync(fails);
    expect(code).toBe(1);
    expect(text).toContain("pulumi config set failed:\nerror: no space");
    expect(settings()).toBe(before);
  });

  it("derives the keys of Aztec's tool from a mnemonic on standard input", async () => {
    const [run, printed] = [toolRuns.at(-1), printedKeys().at(-1)];
    const { mnemonic = "", accountIndex, addressIndex, publishers } = run ?? {};
    const file = path.join(folder, "staker.json");
    const indices = ["--account-index", String(accountIndex), "--address-index", String(addressIndex)];
    const options = ["--publisher-count", String(publishers), "--legacy-bls", "--staker-output", file, "--replace"];
    const kinds = ["attester", "bls", "publishers"];
    const { code, text } = await stack.cliWith(mnemonic, "keys", "new", ...kinds, "--mnemonic", ...indices, ...options);
    expect(code, text).toBe(0);
    const keys = [
      await stored("attesterPrivateKey"),
      await stored("blsPrivateKey"),
      await stored("publisherPrivateKeys"),
    ];
    const [validator] = printed?.keystore.validators ?? [];
    expect(keys).toEqual([validator?.attester.eth, validator?.attester.bls, [validator?.publisher].flat().join(",")]);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(printed?.staker);
    for (const place of [text, readFileSync(calls, "utf8")]) expect(place.includes(mnemonic)).toBe(false);
  });

  it("reads a mnemonic on a terminal without echo", async () => {
    const terminal = stack.terminal("keys", "new", "--mnemonic", "--replace");
    await terminal.sees("Mnemonic (not shown)");
    terminal.types(`legal winner thank${ENTER}`);
    await terminal.sees("The input is not a mnemonic: it has 3 words, not 12, 15, 18, 21, 24. Nothing was changed.");
    expect(await terminal.end()).toBe(1);
    expect(terminal.text).not.toContain("legal");
  });

  it("creates keys for a further attester, which export prints", async () => {
    const before = await stored("attesterPrivateKey");
    const { code, text } = await stack.cli("keys", "new", "--attester", "second");
    expect(code, text).toBe(0);
    const key = await stored("attesterPrivateKey-second");
    expect(text).toMatch(new RegExp(`^attester, second +${ethereumAddress(key)}$`, "m"));
    expect(text.toLowerCase()).not.toContain(key.slice(2));
    expect(await stored("attesterPrivateKey")).toBe(before);
    const exported = await stack.cli("keys", "export", "attester", "--attester", "second");
    expect(exported.text).toBe(
      `The attester key of second in test-keys, in plain text. Anyone who has it can sign in the node's place.\n${key}`,
    );
    const again = await stack.cli("keys", "new", "--attester", "second");
    expect(again.text).toContain("test-keys already has keys for second: attester, bls. Nothing was changed.");
  });
});

describe("keys rotate", () => {
  it("replaces the p2p identity only with --replace, and export prints it", async () => {
    const refused = await stack.cli("keys", "rotate", "p2p");
    expect(refused.code).toBe(1);
    expect(refused.text).toContain("test-keys would get another peer id, which its peers do not know yet.");
    const { code, text } = await stack.cli("keys", "rotate", "p2p", "--replace");
    expect(code, text).toBe(0);
    const key = await stored("p2pPrivateKey");
    expect(text).toContain(`test-keys gets the peer id ${peerId(key)} with the next \`up\``);
    const exported = await stack.cli("keys", "export", "p2p");
    expect(exported.text).toBe(
      `The p2p key of test-keys, in plain text. Anyone who has it can sign in the node's place.\n${key}`,
    );
  });
});
