/** Proves the repair after a killed Pulumi, with a stand-in for `pulumi` that fails at an empty .attrs file as the real one does. */
import { existsSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { removeEmptyAttributes } from "./file-backend";
import { PulumiCli } from "./pulumi-cli";
import { useFolder } from "../test/fixtures/folder";

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

const backend = useFolder();
let pulumi: PulumiCli;
beforeEach(() => {
  backend.program("pulumi", FAKE);
  const env = { PATH: backend.searchPath };
  pulumi = new PulumiCli({ name: "one", isDev: false, env: {}, settingsFile: "Pulumi.one.yaml" }, env);
});

/** Writes a file of the backend, and the .attrs file beside it. */
function kept(name: string, note: string): string {
  backend.write(`.pulumi/${name}.attrs`, note);
  return backend.write(`.pulumi/${name}`, "{}");
}

const calls = () => backend.lines("calls");

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
    expect(removeEmptyAttributes(backend.path)).toBe(2);
    expect(removeEmptyAttributes(backend.path)).toBe(0);
  });
});

describe("a command that fails for another reason", () => {
  it("is not retried", async () => {
    kept("stacks/aztec-validator/one.json", '{"md5":""}');
    expect(await pulumi.run("broken")).toMatchObject({ failed: true, text: "error: unexpected EOF in the plugin" });
    expect(calls()).toEqual(["broken", "whoami"]);
  });
});
