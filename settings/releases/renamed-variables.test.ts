/** Renamed variables: the node receives the name that its release reads, and the operator a warning. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { planUpdate } from "../../cli/update/plan";
import { commandOf } from "../commands";
import { importStack } from "../../cli/import/convert";
import { envInstallation } from "../../cli/import/read/installation";
import { findRelease } from "./release";
import { renameFor, RENAMES } from "./renamed-variables";
import { nodeEnvironment, planOf } from "../../test/fixtures/plans";
import { acceptedConfig, configOf, custom, isSecret, LOCAL_RELEASE, problemsOf } from "../../test/fixtures/stacks";

const BINARY = "/usr/src/noir-execute";
const stack = (release: string, extraEnv: Readonly<Record<string, unknown>>) =>
  configOf({ ...custom("sequencer", release), extraEnv });
const warnings = (release: string, extraEnv: Readonly<Record<string, unknown>>) =>
  acceptedConfig(stack(release, extraEnv)).warnings;

function problems(release: string, extraEnv: Readonly<Record<string, unknown>>): string[] {
  return problemsOf(stack(release, extraEnv)).map(
    ({ path, message, fix }) => `${path} ${message} | ${fix ? commandOf(fix) : ""}`,
  );
}

const WARNING =
  "extraEnv.ACVM_BINARY_PATH is called NOIR_EXECUTE_BINARY_PATH since 6.0.0, and is passed to the node under that name; 6.0.0 runs noir-execute instead of acvm: set a path in the new image. Rename it: pulumi config rm --path extraEnv.ACVM_BINARY_PATH && pulumi config set --secret --path extraEnv.NOIR_EXECUTE_BINARY_PATH";

describe("a variable that was renamed", () => {
  it.each([
    ["5.2.0", "ACVM_BINARY_PATH", []],
    ["6.0.0-rc.1", "NOIR_EXECUTE_BINARY_PATH", [WARNING]],
  ])("set by its old name for %s is passed to the node as %s", (release, name, expected) => {
    const env = nodeEnvironment(planOf(stack(release, { ACVM_BINARY_PATH: BINARY })));
    const passed = Object.entries(env).filter(([key]) => /ACVM|NOIR/.test(key) && key.endsWith("BINARY_PATH"));
    expect(passed).toEqual([[name, BINARY]]);
    expect(warnings(release, { ACVM_BINARY_PATH: BINARY })).toEqual(expected);
  });

  it("without another meaning is renamed by a command that carries its value over", () => {
    expect(warnings("6.0.0-rc.1", { SENTINEL_HISTORIC_PROVEN_PERFORMANCE_LENGTH_IN_EPOCHS: 10 })).toEqual([
      `extraEnv.SENTINEL_HISTORIC_PROVEN_PERFORMANCE_LENGTH_IN_EPOCHS is called SENTINEL_HISTORIC_EPOCH_PERFORMANCE_LENGTH_IN_EPOCHS since 5.0.0, and is passed to the node under that name. Rename it: (value=$(pulumi config get --path extraEnv.SENTINEL_HISTORIC_PROVEN_PERFORMANCE_LENGTH_IN_EPOCHS) && [ -n "$value" ] && printf %s "$value" | pulumi config set --secret --path extraEnv.SENTINEL_HISTORIC_EPOCH_PERFORMANCE_LENGTH_IN_EPOCHS) && pulumi config rm --path extraEnv.SENTINEL_HISTORIC_PROVEN_PERFORMANCE_LENGTH_IN_EPOCHS`,
    ]);
  });

  it("is passed by its new name to 6.0.0 too", () => {
    const env = nodeEnvironment(planOf(stack("6.0.0", { ACVM_BINARY_PATH: BINARY })));
    expect(env.NOIR_EXECUTE_BINARY_PATH).toBe(BINARY);
    expect(env.ACVM_BINARY_PATH).toBeUndefined();
  });

  it("stays secret if extraEnv is stored encrypted", () => {
    const config = stack("6.0.0-rc.1", { ACVM_BINARY_PATH: BINARY });
    const plan = planOf(config, (name) => name === "extraEnv" || isSecret(name));
    expect(Object.keys(plan.env)).not.toContain("NOIR_EXECUTE_BINARY_PATH");
    expect(nodeEnvironment(plan).NOIR_EXECUTE_BINARY_PATH).toBe(BINARY);
  });

  it("is refused by its new name if the release reads the old one", () => {
    expect(problems("5.2.0", { NOIR_EXECUTE_BINARY_PATH: BINARY })).toEqual([
      "extraEnv.NOIR_EXECUTE_BINARY_PATH is not read by release 5.2.0 (from 6.0.0-rc.1): this release reads ACVM_BINARY_PATH instead | pulumi config rm --path extraEnv.NOIR_EXECUTE_BINARY_PATH",
    ]);
  });

  it("is refused if both names are set", () => {
    expect(problems("6.0.0-rc.1", { ACVM_BINARY_PATH: BINARY, NOIR_EXECUTE_BINARY_PATH: BINARY })).toEqual([
      "extraEnv.ACVM_BINARY_PATH is the old name of NOIR_EXECUTE_BINARY_PATH, which is also set | pulumi config rm --path extraEnv.ACVM_BINARY_PATH",
    ]);
  });

  it("has a setting if its new name has one", () => {
    expect(problems("5.2.0", { L1_CONSENSUS_HOST_API_KEY: "abc" })).toEqual([
      `extraEnv.L1_CONSENSUS_HOST_API_KEY has its own setting: use l1ConsensusHostApiKeys | cp Pulumi.<stack>.yaml copy-$(date +%s)-Pulumi.<stack>.yaml && (value=$(pulumi config get --path extraEnv.L1_CONSENSUS_HOST_API_KEY) && [ -n "$value" ] && printf %s "$value" | pulumi config set --secret l1ConsensusHostApiKeys) && pulumi config rm --path extraEnv.L1_CONSENSUS_HOST_API_KEY`,
    ]);
  });

  it("has no release that reads both names, and the new one from its release on", () => {
    const release = (version: string) => findRelease(version);
    expect(renameFor("ACVM_WORKING_DIRECTORY", release("5.2.0"))).toBeUndefined();
    expect(renameFor("ACVM_WORKING_DIRECTORY", release("6.0.0-rc.1"))?.to).toBe("NOIR_EXECUTE_WORKING_DIRECTORY");
    const sentinel = "SENTINEL_HISTORIC_PROVEN_PERFORMANCE_LENGTH_IN_EPOCHS";
    expect(["4.4.0", "5.0.0"].map((version) => renameFor(sentinel, release(version))?.since)).toEqual([
      undefined,
      "5.0.0",
    ]);
  });
});

describe("docs/releases.md", () => {
  const rows = readFileSync(path.join(__dirname, "../../docs/releases.md"), "utf8").split("\n");

  it.each(RENAMES)("lists $from, which is $to now", ({ from, to, since }) => {
    const row = rows.find((line) => line.startsWith(`| \`${from}\``));
    expect(row?.split("|").map((cell) => cell.trim().split(",")[0])).toEqual([
      "",
      `\`${from}\``,
      `\`${to}\``,
      since,
      "",
    ]);
  });
});

describe("a removed variable", () => {
  it("is refused with the reason of its removal", () => {
    expect(problems("6.0.0-rc.1", { AZTEC_INBOX_LAG: 2 })).toEqual([
      "extraEnv.AZTEC_INBOX_LAG is not read by release 6.0.0-rc.1 (4.0.1 to 5.2.0): it described the L1 contracts of networks up to 5.x; remove it | pulumi config rm --path extraEnv.AZTEC_INBOX_LAG",
    ]);
    expect(problems("4.1.2", { AUTO_UPDATE: "notify" })).toEqual([
      "extraEnv.AUTO_UPDATE is not read by release 4.1.2 (0.87.2 to 4.0.1): since 4.1 a node does not update itself; aztec-validator update does it | pulumi config rm --path extraEnv.AUTO_UPDATE",
    ]);
  });
});

describe("an update over a rename", () => {
  it("warns of it, and does not change the settings", () => {
    const config = stack("5.2.0", { ACVM_BINARY_PATH: BINARY });
    const plan = planUpdate({ config, isSecret }, { release: "6.0.0-rc.1" });
    expect(plan?.renamed).toEqual(["extraEnv.ACVM_BINARY_PATH: ACVM_BINARY_PATH → NOIR_EXECUTE_BINARY_PATH"]);
    expect(plan?.warnings).toEqual([WARNING]);
    expect(plan?.edits).toEqual([{ path: "release", value: "6.0.0-rc.1" }]);
  });
});

describe("an old .env", () => {
  const imported = (release: string, text: string) =>
    importStack(
      envInstallation([{ path: "/old/.env", text }], { shell: {} }),
      {},
      { values: { network: "custom", release }, localRelease: LOCAL_RELEASE },
    );

  it("is imported with the names that the new release reads", () => {
    const { values, converted } = imported("6.0.0-rc.1", `ACVM_BINARY_PATH=${BINARY}\n`);
    expect(values).toMatchObject({ "extraEnv.NOIR_EXECUTE_BINARY_PATH": BINARY });
    expect(values).not.toHaveProperty(["extraEnv.ACVM_BINARY_PATH"]);
    expect(converted.find(({ from }) => from === "ACVM_BINARY_PATH")).toEqual({
      from: "ACVM_BINARY_PATH",
      path: "extraEnv.NOIR_EXECUTE_BINARY_PATH",
      note: "ACVM_BINARY_PATH is called NOIR_EXECUTE_BINARY_PATH since 6.0.0; 6.0.0 runs noir-execute instead of acvm: set a path in the new image",
    });
  });

  it("keeps the old name for a release that reads it, and drops it beside the new one", () => {
    expect(imported("5.2.0", `ACVM_BINARY_PATH=${BINARY}\n`).values).toMatchObject({
      "extraEnv.ACVM_BINARY_PATH": BINARY,
    });
    const both = imported("6.0.0-rc.1", `ACVM_BINARY_PATH=/old\nNOIR_EXECUTE_BINARY_PATH=${BINARY}\n`);
    expect(both.values["extraEnv.NOIR_EXECUTE_BINARY_PATH"]).toBe(BINARY);
    expect(both.dropped).toContainEqual({
      from: "ACVM_BINARY_PATH",
      reason: "ACVM_BINARY_PATH is called NOIR_EXECUTE_BINARY_PATH since 6.0.0, which is also set",
    });
  });
});
