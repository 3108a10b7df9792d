/** `doctor` before the first `up`, with a real L1: what it finds is of this machine, and nothing is made. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diagnosisSchema } from "../../cli/health/diagnosis";
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
    // With real proofs the hosts of the reference strings are asked, and this machine may have no internet: what is asked
    // of them, and what is said of the answers, is in doctor-downloads.test.ts, against servers of its own.
    extraEnv: { PROVER_REAL_PROOFS: "false" },
  };
});

afterAll(async () => {
  await stack.remove();
  await stopChain();
});

async function examined() {
  const { code, text } = await stack.cli("doctor", "--json");
  const { findings } = diagnosisSchema.parse(JSON.parse(text));
  return { code, text, findings };
}

describe("the doctor, before the first up", () => {
  it("finds settings, this machine and the L1 right", async () => {
    await stack.configure(settings);
    const { code, text, findings } = await examined();
    expect(findings.filter(({ level }) => level === "failure" || level === "unknown")).toEqual([]);
    const found = findings.map(({ about }) => about);
    expect(found.slice(0, 8)).toEqual(["settings", "host", "processor", "memory", "asked", "clock", "L1", "beacon"]);
    expect(code, text).toBe(0);
    expect(text).not.toMatch(/[0-9a-f]{64}/i);
    expect(await docker("ps", "--all", "--quiet", "--filter", `name=^/${stack.container}`)).toBe("");
  });

  it.each<[string, () => object, string]>([
    ["an L1 on another chain", () => ({ l1ChainId: 1 }), "is on the wrong chain: 31337, and not 1"],
    [
      "an L1 that does not answer",
      () => ({ ethereumHosts: [`http://${address}:8546`] }),
      ":8546 does not answer: ECONNREFUSED",
    ],
    ["less memory than the node may take", () => ({ memoryMb: 1_000_000 }), "less than memoryMb, which is 1000000"],
    ["a setting that is wrong", () => ({ rpcPort: settings["p2p.port"] }), "rpcPort is the same port as p2p.port"],
  ])("names %s", async (_what, wrong, why) => {
    await stack.configure({ ...settings, ...wrong() });
    const { code, findings } = await examined();
    const failures = findings.filter(({ level }) => level === "failure").map(({ says }) => says);
    expect(failures.join("\n")).toContain(why);
    expect(code).toBe(1);
  });
});
