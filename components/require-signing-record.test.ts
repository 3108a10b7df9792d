/** A node that needs the old node's signing record does not start on a volume without one. Docker is a stand-in. */
import { spawnSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { HAS_CONTENT, requireSigningRecord } from "./require-signing-record";
import { configOf, SECRETS, testnet } from "../test/fixtures/stacks";
import { find, runProgram } from "../test/fakes/recorder";
import { useFolder } from "../test/fixtures/folder";

const folder = useFolder();

/** Runs the hook. @param code with which the container ends */
async function run(code: number): Promise<void> {
  const docker = folder.program("docker", `[ "$1" != run ] || { echo "it says no" >&2; exit ${code}; }`);
  const host = { docker: pulumi.output([docker]) };
  const program = () => ({ made: typeof requireSigningRecord("main-data", pulumi.output("sha256:1"), host) });
  const { hooks } = await runProgram({ config: {}, program });
  await hooks[0]?.callback({ urn: "", id: "", name: "", type: "" });
}

describe("a volume that must have a signing record", () => {
  it("with one lets the node start", async () => {
    await expect(run(0)).resolves.toBeUndefined();
  });

  it("without one stops `up`, with the reason and the way out", async () => {
    await expect(run(1)).rejects.toThrow(
      /^The old node's data had a signing record \(signing-protection\), and this volume \(main-data\) has none: .*slashed\. Copy the old data first.*and then: remove storage\.requireSigningRecord in Pulumi\.dev\.yaml$/,
    );
  });

  it("that cannot be read stops `up` too", async () => {
    await expect(run(125)).rejects.toThrow("The volume main-data cannot be read: it says no");
  });
});

it("a directory without content is no record, such as the empty place of a mount", () => {
  const has = (name: string) => spawnSync("sh", ["-c", HAS_CONTENT, "sh", folder.at(name)]).status;
  folder.makeFolder("a b/record");
  expect([has("absent"), has("a b/record")]).toEqual([1, 1]);
  folder.write("a b/record/data.mdb", "");
  expect(has("a b/record")).toBe(0);
});

describe("the container of a stack", () => {
  it.each([true, false])("has the hook only if the setting is there: %s", async (isSet) => {
    const config = configOf({ ...testnet, ...(isSet ? { "storage.requireSigningRecord": true } : {}) });
    const container = find(await runProgram({ name: "testnet", config, secrets: SECRETS }), "node-container");
    const name = "require-signing-record-aztec-validator-testnet-data";
    expect(container.beforeCreate.includes(name)).toBe(isSet);
  });
});
