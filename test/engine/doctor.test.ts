/** `doctor` before the first `up`, with a real L1: its findings on this machine; nothing is created. */
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { doctorReportSchema } from "../../cli/health/doctor-report";
import { L1, onChain, startChain, stopChain } from "./own-chain";
import { OwnStack } from "./own-stack";
import { docker } from "./test-stack";

const stack = new OwnStack("test-doctor");
let settings: Record<string, unknown>;
let address: string;

beforeAll(async () => {
  await startChain();
  await stack.init();
  address = await docker("inspect", L1, "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}");
  settings = {
    ...onChain(),
    ethereumHosts: [`http://${address}:8545`],
    l1ConsensusHosts: [`http://${address}:5052`],
    // With real proofs the hosts of the reference strings are queried, and this machine may have no internet:
    // doctor-downloads.test.ts tests the requests and their findings, against local servers.
    extraEnv: { PROVER_REAL_PROOFS: "false" },
  };
});

afterAll(async () => {
  await stack.remove();
  await stopChain();
});

async function examined() {
  const { code, text } = await stack.cli("doctor", "--json");
  const { findings } = doctorReportSchema.parse(JSON.parse(text));
  return { code, text, findings };
}

describe("the doctor, before the first up", () => {
  it("reports settings, this machine and the L1 as ok", async () => {
    await stack.configure(settings);
    const { code, text, findings } = await examined();
    const bad = findings.filter(({ severity }) => severity === "failure" || severity === "unknown");
    // No table has the release that serves a private chain, and there is no node yet to report it.
    expect(bad.map(({ check, severity }) => `${severity} ${check}`)).toEqual(["unknown network"]);
    const found = findings.map(({ check }) => check);
    expect(found.slice(0, 9)).toEqual([
      "settings",
      "host",
      "ports",
      "processor",
      "memory",
      "source",
      "clock",
      "L1",
      "beacon",
    ]);
    expect(code, text).toBe(0);
    expect(text).not.toMatch(/[0-9a-f]{64}/i);
    expect(await docker("ps", "--all", "--quiet", "--filter", `name=^/${stack.container}`)).toBe("");
  });

  it.each<[string, () => object, string]>([
    ["an L1 on another chain", () => ({ l1ChainId: 1 }), "is on the wrong chain: 31337 instead of 1"],
    [
      "an L1 that does not answer",
      () => ({ ethereumHosts: [`http://${address}:8546`] }),
      ":8546 does not answer: ECONNREFUSED",
    ],
    ["less memory than the node may take", () => ({ memoryMb: 1_000_000 }), "less than memoryMb (1000000)"],
    ["a setting that is wrong", () => ({ rpcPort: settings["p2p.port"] }), "rpcPort is the same port as p2p.port"],
  ])("names %s", async (_what, wrong, why) => {
    await stack.configure({ ...settings, ...wrong() });
    const { code, findings } = await examined();
    const failures = findings.filter(({ severity }) => severity === "failure").map(({ message }) => message);
    expect(failures.join("\n")).toContain(why);
    expect(code).toBe(1);
  });

  it("warns of a BLS key that the contract on the L1 refuses, and keys show writes no staker output with it", async () => {
    // A public test key of AZIP-33: 95 attempts, 18 square roots.
    await stack.configure({ ...settings, blsPrivateKey: `0x${(57_193).toString(16).padStart(64, "0")}` });
    const { findings } = await examined();
    const message =
      "blsPrivateKey: its proof of possession takes 95 attempts and 18 square roots, up to 264,926 gas; the network's cap is 250,000: the network returns the deposit and does not admit the attester";
    const check = "BLS key";
    expect(findings.filter((finding) => finding.check === check)).toEqual([
      { check, severity: "warning", message, remedy: expect.stringContaining("keys new bls --replace") as unknown },
    ]);
    const file = path.join(tmpdir(), "aztec-validator-refused-staker.json");
    const { code, text } = await stack.cli("keys", "show", "--staker-output", file);
    expect(code, text).toBe(1);
    expect(text).toContain(`No staker output was written. ${message}.`);
    expect(existsSync(file)).toBe(false);
  });
});
