/** What is no installation, or not clear, ends with what to give instead; and the forms that a compose file can have. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readOldInstallation } from "./old-files";
import { ImportError } from "./import-error";
import { interpolate } from "./interpolation";
import { placeOf } from "./mounts";
import { readPort } from "./published-ports";
import { importStack } from "./stack";
import { shellWords, startFlags } from "./start-command";
import { TEST_KEYS } from "../../test/fixtures/samples";
import { LOCAL_RELEASE } from "../../test/fixtures/stacks";

const folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-import-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** @returns the message, without the folder */
function refusal(name: string, text: string, service?: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  try {
    readOldInstallation([file], { service });
    return "taken";
  } catch (error) {
    if (error instanceof ImportError) return error.message.replaceAll(`${folder}/`, "");
    throw error;
  } finally {
    rmSync(file);
  }
}

const aztec = "image: aztecprotocol/aztec:5.2.0";

describe("a file that is no installation", () => {
  it.each([
    ["empty", "c.yml", "", "c.yml is empty"],
    ["of blanks", "c.yml", " \n\n", "c.yml is empty"],
    ["not YAML", "c.yml", "services:\n  a: [", "c.yml is not YAML (line 2): bad indent"],
    ["a text", "c.yml", "hello", "c.yml is not a compose file: it has no services"],
    ["a Helm chart's values", "c.yml", "role: sequencer\n", "c.yml is not a compose file: it has no services"],
    ["services that are a list", "c.yml", "services: [a]", "c.yml is not a compose file: it has no services"],
    ["binary", "c.yml", "a\0b", "c.yml is not a text: give docker-compose.yml or .env"],
    ["a binary .env", ".env", "A=\0", ".env is not a text: give docker-compose.yml or .env"],
    ["an empty .env", ".env", "# nothing\n", ".env has no variable in it"],
    [
      "of no form",
      "c.yml",
      `services: {a: {${aztec}, ports: {x: 1}}}`,
      "c.yml: services.a.ports is in no form that Docker Compose takes",
    ],
    [
      "without an Aztec node",
      "c.yml",
      "services: {web: {image: nginx}, db: {image: postgres}}",
      "c.yml has no service of an Aztec node (web, db); --service names one that does not look like it",
    ],
    [
      "with two",
      "c.yml",
      `services: {one: {${aztec}}, two: {${aztec}}}`,
      "c.yml has 2 Aztec services: one, two. Each is a stack of its own: --service one",
    ],
    [
      "with one of another name",
      "c.yml",
      `services: {one: {${aztec}}}`,
      "c.yml has no service two: there are one",
      "two",
    ],
  ])("%s is refused, and said why", (_, name, text, message, service?: string) => {
    expect(refusal(name, text, service)).toBe(message);
  });

  it("is said to be so where it is not there, or is a folder without any", () => {
    expect(() => readOldInstallation([path.join(folder, "x.yml")])).toThrow(`${folder}/x.yml is not there`);
    expect(() => readOldInstallation([folder])).toThrow(
      `${folder} has neither compose.yaml, compose.yml, docker-compose.yaml, docker-compose.yml nor .env`,
    );
  });

  it("is not repeated where a line of it has a key", () => {
    expect(refusal("c.yml", `services:\n  a:\n key: 0x${TEST_KEYS.attester}\n\t- x`)).not.toContain(TEST_KEYS.attester);
  });
});

describe("a variable without a value", () => {
  it("is named, and the setting is missing", () => {
    const file = path.join(folder, "compose.yaml");
    writeFileSync(
      file,
      `services:\n  a:\n    ${aztec}\n    environment:\n      P2P_IP: \${MY_IP}\n    env_file: gone.env\n`,
    );
    const { installation, files } = readOldInstallation([file]);
    const stack = importStack(installation, files, { values: { network: "testnet" }, localRelease: LOCAL_RELEASE });
    rmSync(file);
    expect(stack.dropped).toEqual([
      { from: "env_file gone.env", why: "the file is not there" },
      { from: "P2P_IP", why: "${MY_IP} has no value: it is not in the .env beside the file" },
    ]);
    expect(stack.missing.map((problem) => problem.path)).toEqual([
      "ethereumHosts",
      "l1ConsensusHosts",
      "p2p.announceIp",
      "attesterPrivateKey",
    ]);
  });
});

describe("a reference in a compose file", () => {
  it.each([
    ["${A}", "1", []],
    ["$A/$B", "1/", ["B"]],
    ["${B:-2}", "2", []],
    ["${E:-2}", "2", []],
    ["${E-2}", "", []],
    ["${B:-${A}}", "1", []],
    ["${A:+x}${B:+y}", "x", []],
    ["${B:?say it}", "", ["B"]],
    ["$$A $${A}", "$A ${A}", []],
    ["${D}", "$A", []],
    ["$(cat x)", "$(cat x)", []],
  ])("%s is read as Compose does", (text, read, unset) => {
    expect(interpolate(text, { A: "1", E: "", D: "$A" })).toEqual({ text: read, unset });
  });
});

describe("a command", () => {
  it.each([
    [["start", "--node", "--network", "testnet"], { "--node": "true", "--network": "testnet" }],
    [
      ["sh", "-c", "echo 'a start' && node x.js start --node --port=1 ; echo --no"],
      { "--node": "true", "--port": "1" },
    ],
    [["sh", "-c", "node x.js start --a b start --b 'c d'"], { "--a": "b", "--b": "c d" }],
    [["node", "x.js"], undefined],
  ])("%j starts with these flags", (words, flags) => {
    expect(startFlags(words)).toEqual(flags);
  });

  it("is split as a shell splits it", () => {
    expect(shellWords(`node "a b" c\\ d --e='f g' \\\n h;i`)).toEqual(["node", "a b", "c d", "--e=f g", "h", ";", "i"]);
  });
});

describe("a published port", () => {
  const same = (text: string) => text;

  it.each([
    ["8080", [{ text: "8080", container: 8080, protocol: "tcp" }]],
    ["1:2/udp", [{ text: "1:2/udp", container: 2, host: 1, protocol: "udp" }]],
    ["127.0.0.1:1:2", [{ text: "127.0.0.1:1:2", container: 2, host: 1, protocol: "tcp", ip: "127.0.0.1" }]],
    ["0.0.0.0:1:2", [{ text: "0.0.0.0:1:2", container: 2, host: 1, protocol: "tcp" }]],
    ["[::1]:1:2", [{ text: "[::1]:1:2", container: 2, host: 1, protocol: "tcp", ip: "[::1]" }]],
    [
      "1-2:3-4",
      [
        { text: "1:3", container: 3, host: 1, protocol: "tcp" },
        { text: "2:4", container: 4, host: 2, protocol: "tcp" },
      ],
    ],
    [":", []],
  ])("%s is understood", (text, ports) => {
    expect(readPort(text, same)).toEqual(ports);
  });
});

describe("a directory of the container", () => {
  it("is in the nearest mount", () => {
    const mounts = [
      { target: "/var", volume: "a" },
      { target: "/var/lib", directory: "/srv" },
      { target: "/var/library" },
    ];
    expect(placeOf("/var/lib/data/", mounts)).toEqual({ mount: mounts[1], below: "data" });
    expect(placeOf("/opt", mounts)).toBeUndefined();
  });
});
