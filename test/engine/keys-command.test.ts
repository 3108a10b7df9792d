/**
 * `aztec-validator keys` on a stack of an operator's own, with a real backend and real encryption; no container is
 * made. Between the command and Pulumi stands a script that writes down what Pulumi is called with.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ethereumAddress, peerId } from "../../keys/keys";
import { blsPublicKey, registrationOf, stakerOutput } from "../../keys/registration";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { printedKeys, questions } from "../fixtures/validator-keys";
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
  it("shows addresses and what is registered, and no private key anywhere in clear", async () => {
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

  it("a second time is refused, and changes nothing", async () => {
    const before = settings();
    const { code, text } = await stack.cli("keys", "new");
    expect(code).toBe(1);
    expect(text).toContain("test-keys has keys already: attester, bls. Nothing was changed.");
    expect(text).toContain("If they are to go: the same command with --replace");
    expect(settings()).toBe(before);
  });

  it("that cannot write all of them writes none", async () => {
    const before = settings();
    writeFileSync(fails, "blsPrivateKey");
    const { code, text } = await stack.cli("keys", "new", "--replace");
    rmSync(fails);
    expect(code).toBe(1);
    expect(text).toContain("pulumi config set failed:\nerror: no space");
    expect(settings()).toBe(before);
  });

  it("of a mnemonic on standard input has the keys that the node's own tool has", async () => {
    const [question, printed] = [questions.at(-1), printedKeys().at(-1)];
    const { mnemonic = "", accountIndex, addressIndex, publishers } = question ?? {};
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

  it("asks for a mnemonic at a terminal without showing it", async () => {
    const terminal = stack.terminal("keys", "new", "--mnemonic", "--replace");
    await terminal.sees("Mnemonic (not shown)");
    terminal.types(`legal winner thank${ENTER}`);
    await terminal.sees(
      "What was given is not a mnemonic: it has 3 words, not 12, 15, 18, 21, 24. Nothing was changed.",
    );
    expect(await terminal.end()).toBe(1);
    expect(terminal.text).not.toContain("legal");
  });

  it("makes those of a further attester beside them, and export hands them out", async () => {
    const before = await stored("attesterPrivateKey");
    const { code, text } = await stack.cli("keys", "new", "--attester", "second");
    expect(code, text).toBe(0);
    const key = await stored("attesterPrivateKey-second");
    expect(text).toMatch(new RegExp(`^attester, second +${ethereumAddress(key)}$`, "m"));
    expect(text.toLowerCase()).not.toContain(key.slice(2));
    expect(await stored("attesterPrivateKey")).toBe(before);
    const exported = await stack.cli("keys", "export", "attester", "--attester", "second");
    expect(exported.text).toBe(
      `The attester key of second in test-keys, in clear. Who has it can do what the node can.\n${key}`,
    );
    const again = await stack.cli("keys", "new", "--attester", "second");
    expect(again.text).toContain("test-keys has keys of second already: attester, bls. Nothing was changed.");
  });
});

describe("keys rotate", () => {
  it("gives another p2p identity on the word --replace alone, and export hands it out", async () => {
    const refused = await stack.cli("keys", "rotate", "p2p");
    expect(refused.code).toBe(1);
    expect(refused.text).toContain("test-keys would have another peer id, which its peers do not know yet.");
    const { code, text } = await stack.cli("keys", "rotate", "p2p", "--replace");
    expect(code, text).toBe(0);
    const key = await stored("p2pPrivateKey");
    expect(text).toContain(`The peer id of test-keys will be ${peerId(key)} from the next \`up\` on`);
    const exported = await stack.cli("keys", "export", "p2p");
    expect(exported.text).toBe(`The p2p key of test-keys, in clear. Who has it can do what the node can.\n${key}`);
  });
});
