/** Files that are not an installation are refused with the fix; and every form of a compose file is read. */
import { describe, expect, it } from "vitest";
import { readOldInstallation } from "./old-files";
import { ImportError } from "./import-error";
import { GIVE } from "./other-formats";
import { interpolate, unknownIn, withReferences } from "./interpolation";
import { locate } from "./mounts";
import { readPort } from "./published-ports";
import { splitShell, startFlags } from "./start-command";
import { TEST_KEYS } from "../../../test/fixtures/samples";
import { useFolder } from "../../../test/fixtures/folder";

const folder = useFolder();

/** @returns the error's message without the folder */
function refusal(name: string, text: string, service?: string): string {
  const file = folder.write(name, text);
  try {
    readOldInstallation([file], { service });
    return "no error";
  } catch (error) {
    if (error instanceof ImportError) return error.message.replaceAll(`${folder.path}/`, "");
    throw error;
  }
}

const aztec = "image: aztecprotocol/aztec:5.2.0";

describe("a file that is not an installation", () => {
  it.each([
    ["empty", "c.yml", "", "c.yml is empty"],
    ["of spaces", "c.yml", " \n\n", "c.yml is empty"],
    ["not YAML", "c.yml", "services:\n  a: [", "c.yml is not valid YAML (line 2): bad indent"],
    ["plain text", "c.yml", "hello", `c.yml is not a compose file: it has no services. ${GIVE}`],
    [
      "another tool's settings",
      "c.yml",
      "role: sequencer\n",
      `c.yml is not a compose file: it has no services. ${GIVE}`,
    ],
    ["services that are a list", "c.yml", "services: [a]", `c.yml is not a compose file: it has no services. ${GIVE}`],
    ["binary", "c.yml", "a\0b", "c.yml is a binary file: pass docker-compose.yml or .env"],
    ["a binary .env", ".env", "A=\0", ".env is a binary file: pass docker-compose.yml or .env"],
    ["an empty .env", ".env", "# nothing\n", ".env sets no variable"],
    [
      "with a malformed service",
      "c.yml",
      `services: {a: {${aztec}, ports: {x: 1}}}`,
      "c.yml: services.a.ports has a form that Docker Compose does not accept",
    ],
    [
      "without an Aztec node",
      "c.yml",
      "services: {web: {image: nginx}, db: {image: postgres}}",
      "c.yml has no Aztec node among its services (web, db). Select one with --service <name>",
    ],
    [
      "with two Aztec nodes",
      "c.yml",
      `services: {one: {${aztec}}, two: {${aztec}}}`,
      "c.yml has 2 Aztec services: one, two. Import each as its own stack: --service one",
    ],
    [
      "without the selected service",
      "c.yml",
      `services: {one: {${aztec}}}`,
      "c.yml has no service two; its services: one",
      "two",
    ],
  ])("%s is refused with the reason", (_, name, text, message, service?: string) => {
    expect(refusal(name, text, service)).toBe(message);
  });

  it("is refused if it does not exist, or is a folder without a known file", () => {
    expect(() => readOldInstallation([folder.at("x.yml")])).toThrow(`${folder.path}/x.yml does not exist`);
    expect(() => readOldInstallation([folder.path])).toThrow(
      `${folder.path} contains neither compose.yaml, compose.yml, docker-compose.yml, docker-compose.yaml nor .env`,
    );
  });

  it("is never quoted, since a line may contain a key", () => {
    expect(refusal("c.yml", `services:\n  a:\n key: 0x${TEST_KEYS.attester}\n\t- x`)).not.toContain(TEST_KEYS.attester);
  });
});

describe("a reference in a compose file", () => {
  it.each([
    ["${A}", "1", []],
    ["$A/$B", "1/${B}", ["B"]],
    ["${B:-2}", "2", []],
    ["${E:-2}", "2", []],
    ["${E-2}", "", []],
    ["${E}", "", []],
    ["${B:-${A}}", "1", []],
    ["${B:-${E:-x{}y}}z", "x{}yz", []],
    ["${B-${C}/x}", "${C}/x", ["C"]],
    ["${A:+x}${B:+y}${E:+z}${E+w}", "xw", []],
    ["${B:?say it}", "${B}", ["B"]],
    ["${E:?say it}${E?say it}", "${E}", ["E"]],
    ["$$A $${A}", "$A ${A}", []],
    ["${D}", "$A", []],
    ["$(cat x) 5$", "$(cat x) 5$", []],
  ])("%s is interpolated as in Compose, and an unknown variable leaves a mark", (text, result, unknown) => {
    const interpolated = interpolate(text, { A: "1", E: "", D: "$A" });
    expect(withReferences(interpolated)).toBe(result);
    expect(unknownIn(interpolated)).toEqual(unknown);
  });

  it.each(["${A", "${}", "${1A}", "${A%%:*}"])("%s is refused, as by Compose", (text) => {
    expect(() => interpolate(text, { A: "1" })).toThrow(/Docker Compose (refuses|accepts)/);
  });
});

describe("a start command", () => {
  it.each([
    [["start", "--node", "--network", "testnet"], { "--node": "true", "--network": "testnet" }],
    [
      ["sh", "-c", "echo 'a start' && node x.js start --node --port=1 ; echo --no"],
      { "--node": "true", "--port": "1" },
    ],
    [["sh", "-c", "node x.js start --a b start --b 'c d'"], { "--a": "b", "--b": "c d" }],
    [["node", "x.js"], undefined],
  ])("%j has these flags", (args, flags) => {
    expect(startFlags(args)).toEqual(flags);
  });

  it("is split as in a shell", () => {
    expect(splitShell(`node "a b" c\\ d --e='f g' \\\n h;i`)).toEqual(["node", "a b", "c d", "--e=f g", "h", ";", "i"]);
    expect(splitShell("--l1-rpc-urls https://a,\\\nhttps://b")).toEqual(["--l1-rpc-urls", "https://a,https://b"]);
  });
});

describe("a published port", () => {
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
    ["40400-40410:40400", [{ text: "40400-40410:40400", container: 40400, protocol: "tcp" }]],
    ["127.0.0.1::80", [{ text: "127.0.0.1::80", container: 80, protocol: "tcp", ip: "127.0.0.1" }]],
  ])("%s is parsed", (text, ports) => {
    expect(readPort(text)).toEqual(ports);
  });
});

describe("a port that Compose refuses", () => {
  it.each([":", "a:b", "1:2:3:4"])("%s is refused", (text) => {
    expect(() => readPort(text)).toThrow(`ports: ${text} has a form that Docker Compose does not accept`);
  });
});

describe("a path of the container", () => {
  it("is located in the innermost mount", () => {
    const mounts = [
      { target: "/var", volume: "a" },
      { target: "/var/lib", directory: "/srv" },
      { target: "/var/library" },
    ];
    expect(locate("/var/lib/data/", mounts)).toEqual({ mount: mounts[1], subpath: "data" });
    expect(locate("/opt", mounts)).toBeUndefined();
  });
});
