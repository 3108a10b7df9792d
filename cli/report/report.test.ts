/** A report's text, and what of settings and state is known to be the operator's. */
import { homedir, hostname, userInfo } from "node:os";
import { describe, expect, it } from "vitest";
import { document, fileName } from "./document";
import { allRandomBytes } from "../keys/generated-key";
import { redactionInput } from "./redaction-input";
import { samples, TEST_KEYS } from "../../test/fixtures/samples";
import { configOf, isSecret, onServer, testnet } from "../../test/fixtures/stacks";

const made = new Date("2026-01-31T12:34:56.789Z");

describe("a report", () => {
  it("asks first what only the operator knows, and has each part in a fence that nothing of it ends", () => {
    const text = document([{ title: "Node", text: "a\n````\nb" }], made);
    expect([...text.matchAll(/^#+ .*/gm)].map(([line]) => line)).toEqual([
      "# Report on an Aztec node",
      "## What is wrong",
      "## Since when",
      "## Steps to reproduce, if known",
      "## Node",
    ]);
    expect(text).toContain("\n`````text\na\n````\nb\n`````\n");
  });

  it("has a name of its own that says when", () => {
    expect(fileName(made)).toBe("aztec-report-2026-01-31T12-34-56.md");
  });
});

describe("what is the operator's", () => {
  const own = {
    config: configOf({ ...onServer(testnet), "host.user": "maria", extraEnv: { A: "a-value" } }),
    isSecret,
  };

  it("are secret settings, what may be one, and names of hosts and people; servers have their form", () => {
    const { secrets, names } = redactionInput(own, ["generated"], ["the-host"]);
    expect([...secrets].sort()).toEqual(["a-value", TEST_KEYS.attester, "generated"].sort());
    expect(names).toEqual({
      [homedir()]: "home",
      [userInfo().username]: "user",
      [hostname()]: "host",
      "the-host": "host",
      maria: "user",
      [String(samples["host.address"])]: "host",
    });
  });

  it("are the random bytes of its state, marked as secret or not", () => {
    const random = "random:index/randomBytes:RandomBytes";
    const resources = [
      { type: random, outputs: { hex: { sig: "x", plaintext: '"aa11"' }, length: 32 } },
      { type: random, outputs: { hex: "bb22" } },
      { type: "docker:index/volume:Volume", outputs: { name: "x" } },
      { type: random },
    ];
    expect(allRandomBytes(JSON.stringify({ deployment: { resources } }))).toEqual(["aa11", "bb22"]);
    expect(allRandomBytes(JSON.stringify({ deployment: null }))).toEqual([]);
  });
});
