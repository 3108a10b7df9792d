/** Proves the repair after a killed Pulumi, with a stand-in for `pulumi` that fails at an empty .attrs file as the real one does. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removeEmptyAttributes } from "./file-backend";
import { PulumiCli } from "./pulumi-cli";

const FAKE = `#!/bin/sh
cd "$(dirname "$0")" || exit 1
echo "$1" >> calls
note=.pulumi/stacks/aztec-validator/one.json.attrs
case "$1" in
  whoami) echo "{\\"url\\":\\"file://$PWD\\"}" ;;
  broken) echo "error: unexpected EOF in the plugin" >&2; exit 255 ;;
  *) if [ -e $note ] && [ ! -s $note ]; then echo "error: failed to load checkpoint: EOF" >&2; exit 255; fi; echo a state ;;
esac
`;

let backend = "not made yet";
let pulumi: PulumiCli;
beforeEach(() => {
  backend = mkdtempSync(path.join(tmpdir(), "aztec-validator-notes-"));
  writeFileSync(path.join(backend, "pulumi"), FAKE);
  chmodSync(path.join(backend, "pulumi"), 0o755);
  const env = { PATH: [backend, process.env.PATH].join(path.delimiter) };
  pulumi = new PulumiCli({ name: "one", isDev: false, env: {}, settingsFile: "Pulumi.one.yaml" }, env);
});
afterEach(() => {
  rmSync(backend, { recursive: true });
});

/** Writes a file of the backend, and the .attrs file beside it. */
function kept(name: string, note: string): string {
  const file = path.join(backend, ".pulumi", name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, "{}");
  writeFileSync(`${file}.attrs`, note);
  return file;
}

const calls = () => readFileSync(path.join(backend, "calls"), "utf8").trim().split("\n");

describe("an empty .attrs file", () => {
  it("is removed, and the command succeeds; the state and complete .attrs files stay", async () => {
    const [own, other] = [
      kept("stacks/aztec-validator/one.json", ""),
      kept("stacks/aztec-validator/two.json", '{"md5":""}'),
    ];
    expect(await pulumi.run("stack export")).toMatchObject({ failed: false, stdout: "a state" });
    expect([existsSync(own), existsSync(`${own}.attrs`)]).toEqual([true, false]);
    expect([existsSync(other), existsSync(`${other}.attrs`)]).toEqual([true, true]);
    expect(calls()).toEqual(["stack", "whoami", "stack"]);
  });

  it("is found beside locks and history too", () => {
    for (const folder of ["locks/organization", "history"]) kept(`${folder}/aztec-validator/one/1.json`, "");
    expect(removeEmptyAttributes(backend)).toBe(2);
    expect(removeEmptyAttributes(backend)).toBe(0);
  });
});

describe("a command that fails for another reason", () => {
  it("is not retried", async () => {
    kept("stacks/aztec-validator/one.json", '{"md5":""}');
    expect(await pulumi.run("broken")).toMatchObject({ failed: true, text: "error: unexpected EOF in the plugin" });
    expect(calls()).toEqual(["broken", "whoami"]);
  });
});
