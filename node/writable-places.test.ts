/** The paths that a node writes besides its databases. Not proven here: a real node needs no other (test/engine/real-proofs.test.ts). */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findRelease } from "../settings/releases/release";
import { preparesPlaces, referenceStringBytes, writablePlaces } from "./writable-places";
import { acceptedConfig, configOf, custom, dev } from "../test/fixtures/stacks";
import { omit } from "../test/fixtures/wrong/wrong";
import { useFolder } from "../test/fixtures/folder";

const DATA = "/var/lib/data";

describe("the places of a release", () => {
  const placesOf = (release: string, image?: string) => writablePlaces({ image }, findRelease(release), DATA);

  it("are all on the data volume, each where the release reads its variable", () => {
    expect(placesOf("0.69.1")).toEqual({
      BB_WORKING_DIRECTORY: "/var/lib/data/bb",
      ACVM_WORKING_DIRECTORY: "/var/lib/data/acvm",
      HOME: "/var/lib/data/home",
    });
    expect(placesOf("4.1.2")).toEqual({
      CRS_PATH: "/var/lib/data/crs",
      BB_WORKING_DIRECTORY: "/var/lib/data/bb",
      ACVM_WORKING_DIRECTORY: "/var/lib/data/acvm",
      HOME: "/var/lib/data/home",
    });
    expect(placesOf("5.2.0")).toEqual(placesOf("4.1.2"));
    expect(placesOf("6.0.0-rc.1")).toEqual({
      CRS_PATH: "/var/lib/data/crs",
      BB_WORKING_DIRECTORY: "/var/lib/data/bb",
      NOIR_EXECUTE_WORKING_DIRECTORY: "/var/lib/data/acvm",
      HOME: "/var/lib/data/home",
    });
  });

  it("leave the reference strings in the place that the vendor's prover-agent image has them", () => {
    const others = omit(placesOf("5.2.0"), "CRS_PATH");
    expect(placesOf("5.2.0", "aztecprotocol/aztec-prover-agent:5.2.0")).toEqual(others);
    expect(placesOf("5.2.0", "registry.example.org/azteclabs/aztec-prover-agent@sha256:00")).toEqual(others);
    expect(placesOf("5.2.0", "aztecprotocol/aztec:5.2.0").CRS_PATH).toBe("/var/lib/data/crs");
  });
});

describe("the reference strings", () => {
  const bytesOf = (values: Readonly<Record<string, unknown>>) => {
    const { settings, release } = acceptedConfig(configOf(values));
    return referenceStringBytes(settings, release);
  };
  const MIB = 2 ** 20;

  it.each([
    ["a node of 4.1.2", custom("full-node", "4.1.2"), 4 * MIB],
    ["a node of 5.2.0, which verifies in batches", custom("sequencer", "5.2.0"), 68 * MIB],
    ["an agent, which makes proofs", custom("prover-agent", "5.2.0"), 2048 * MIB],
    ["an agent whose image has them", { ...custom("prover-agent", "5.2.0"), image: "x/aztec-prover-agent:5.2.0" }, 0],
    ["a broker, which hands jobs on", custom("prover-broker", "5.2.0"), 0],
    ["a development stack, which proves nothing", dev, 0],
    ["a stack without real proofs", { ...custom("sequencer", "5.2.0"), "extraEnv.PROVER_REAL_PROOFS": false }, 0],
  ])("of %s", (_, values, bytes) => {
    expect(bytesOf(values)).toBe(bytes);
  });
});

describe("the script before a node's first line", () => {
  const folder = useFolder();

  /** Runs Node as a container's process does. @returns what the program prints */
  function run(word: string, options?: string): string {
    const nodeOptions: Record<string, string> = options === undefined ? {} : { NODE_OPTIONS: options };
    const env = preparesPlaces<string>(
      { ...nodeOptions, HOME: folder.at("home"), BB_WORKING_DIRECTORY: folder.at("data/bb") },
      (value, text) => value + text,
    );
    const program = folder.write("program.cjs", "console.log(process.execArgv.length, process.title)");
    return execFileSync(process.execPath, [program, word], { env, encoding: "utf8" }).trim();
  }

  it("creates the directories, and keeps the operator's options of Node", () => {
    expect(run("start", "--title=kept")).toBe("0 kept");
    expect(existsSync(folder.at("home"))).toBe(true);
    expect(readdirSync(folder.at("data/bb"))).toEqual([]);
  });

  it("removes what is left of proofs, and nothing else", () => {
    folder.write("data/bb/tmp-ppaIdS/proof/a", "x");
    folder.makeFolder("data/bb/keys");
    run("start");
    expect(readdirSync(folder.at("data/bb"))).toEqual(["keys"]);
  });

  it("does nothing in the process of a health check, which runs beside a node at work", () => {
    folder.makeFolder("data/bb/tmp-inUse");
    run("8080");
    expect(readdirSync(folder.at("data/bb"))).toEqual(["tmp-inUse"]);
    expect(existsSync(folder.at("home"))).toBe(false);
  });
});
