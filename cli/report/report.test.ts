/** A report's text, and what of settings and state is known to be the operator's. */
import { homedir, hostname, userInfo } from "node:os";
import { describe, expect, it } from "vitest";
import { document, fileName } from "./document";
import { allRandomBytes } from "../keys/generated-key";
import { redactionInput } from "./redaction-input";
import { samples, TEST_KEYS } from "../../test/fixtures/samples";
import { configOf, isSecret, onServer, testnet } from "../../test/fixtures/stacks";

const createdAt = new Date("2026-01-31T12:34:56.789Z");

describe("a report", () => {
  it("starts with questions for the operator, and has each part in a fence that no text of it ends", () => {
    const text = document([{ title: "Node", text: "a\n````\nb" }], createdAt);
    expect([...text.matchAll(/^#+ .*/gm)].map(([line]) => line)).toEqual([
      "# Report on an Aztec node",
      "## What is wrong",
      "## Since when",
      "## Steps to reproduce, if known",
      "## Node",
    ]);
    expect(text).toContain("\n`````text\na\n````\nb\n`````\n");
  });

  it("has its creation time in its name", () => {
    expect(fileName(createdAt)).toBe("aztec-report-2026-01-31T12-34-56.md");
  });
});

describe("the text to redact", () => {
  const own = {
    config: configOf({ ...onServer(testnet), "host.user": "maria", extraEnv: { A: "a-value" } }),
    isSecret,
  };

  it("is that of secret settings, of settings that may be secret, and names of hosts and people; servers are found by their form", () => {
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

  it("includes the random bytes of its state, marked as secret or not", () => {
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
