import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PROJECT_NAME } from "../../pulumi/dev-stack";
import { PulumiCli } from "../../pulumi/pulumi-cli";
import { useFolder } from "../../test/fixtures/folder";
import { StackFile } from "./stack-file";

const folder = useFolder({ onPath: true });
const BEFORE = `config:\n  ${PROJECT_NAME}:network: testnet\n`;

/** A `pulumi config set` that puts a setting into a file, keeps what the stack's file has then, and fails for `bad`. */
const PULUMI = `#!/bin/sh
cd "$(dirname "$0")" || exit 1
cat Pulumi.testnet.yaml >> seen
for word; do [ "$previous" != --config-file ] || file=$word; previous=$word; done
[ "$4" != bad ] || { echo "error: no answer" >&2; exit 1; }
printf '  ${PROJECT_NAME}:%s:\\n    secure: %s\\n' "$4" "$(cat | tr a-z A-Z)" >> "\${file:-Pulumi.testnet.yaml}"
`;

function stackFile(): StackFile {
  folder.program("pulumi", PULUMI);
  const settingsFile = folder.write("Pulumi.testnet.yaml", BEFORE);
  const stack = { name: "testnet", isDev: false, env: {}, settingsFile };
  return new StackFile(stack, new PulumiCli(stack, {}));
}

describe("settings that are set together", () => {
  it("are in the file at once, and not one by one: a command that is killed leaves all or none", async () => {
    const file = stackFile();
    await file.setSecrets({ attesterPrivateKey: "a", blsPrivateKey: "b" }, { coinbase: "0x1" });
    expect(folder.read("seen")).toBe(BEFORE.repeat(2));
    expect(file.read()).toBe(
      `${BEFORE}  ${PROJECT_NAME}:attesterPrivateKey:\n    secure: A\n  ${PROJECT_NAME}:blsPrivateKey:\n    secure: B\n  ${PROJECT_NAME}:coinbase: "0x1"\n`,
    );
    expect(existsSync(folder.at(".Pulumi.testnet.draft.yaml"))).toBe(false);
  });

  it("are not there if one of them cannot be encrypted", async () => {
    const file = stackFile();
    await expect(file.setSecrets({ attesterPrivateKey: "a", bad: "b" })).rejects.toThrow("no answer");
    expect(file.read()).toBe(BEFORE);
    expect(existsSync(folder.at(".Pulumi.testnet.draft.yaml"))).toBe(false);
  });
});
