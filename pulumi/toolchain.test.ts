import { describe, expect, it } from "vitest";
import { contentHash } from "./from-source/go-build";
import { verify } from "./official-cli";
import { withSalt } from "./dev-stack";
import { summary } from "../dev/summary";
import { isAtLeast } from "../settings/version";
import { useFolder } from "../test/fixtures/folder";

describe("versions", () => {
  it.each([
    ["3.250.0", "3.250.0", true],
    ["v3.250.1", "3.250.0", true],
    ["3.249.9", "3.250.0", false],
    ["4.0.0-alpha.1+abc", "3.250.0", true],
    ["3.99.0", "3.250.0", false],
    ["go1.26.8", "1.25.8", true],
    ["go1.25", "1.25.8", false],
  ])("%s is at least %s: %s", (version, least, expected) => {
    expect(isAtLeast(version, least)).toBe(expected);
  });
});

describe("a build from Go modules", () => {
  const folder = useFolder();
  const program = { folder: "x", package: ".", binary: "x", flags: ["-tags", "a"], takes: "a minute" };

  it("is repeated for another source, flag or module, and for nothing else", () => {
    folder.write("main.go", "package main");
    folder.write("shim/shim.go", "package shim");
    const hash = contentHash(folder.path, program);
    folder.write("README.md", "not compiled");
    expect(contentHash(folder.path, program)).toBe(hash);
    expect(contentHash(folder.path, { ...program, flags: [] })).not.toBe(hash);
    folder.write("shim/shim.go", "package shim // changed");
    expect(contentHash(folder.path, program)).not.toBe(hash);
  });
});

describe("a download", () => {
  const data = Buffer.from("pulumi");
  const sum = "fbe2a04069387628783a3f90b947236e6ff8b1c099e710871356a6381a4e20b2";

  it("with another checksum than the published one is refused", () => {
    expect(() => {
      verify("pulumi.tar.gz", Buffer.from("else"), `${sum}  pulumi.tar.gz\n`);
    }).toThrow(
      "The download of pulumi.tar.gz is damaged: its checksum differs from the published one. Run the command again.",
    );
    expect(() => {
      verify("pulumi.tar.gz", data, `${sum}  other.tar.gz\n`);
    }).toThrow("its checksum differs");
  });

  it("with the published checksum is accepted", () => {
    expect(() => {
      verify("pulumi.tar.gz", data, `${sum}  pulumi.tar.gz\n`);
    }).not.toThrow();
  });
});

describe("the settings of a development stack", () => {
  const plain = "config:\n  network: local\n";
  const salted = (salt: string) => `${plain}encryptionsalt: ${salt}\n`;

  it("keep the salt that Pulumi wrote", () => {
    expect(withSalt(plain, "")).toBe(plain);
    expect(withSalt(plain, salted("v1:a"))).toBe(salted("v1:a"));
  });

  it("have one salt, and prefer their own to an earlier one", () => {
    expect(withSalt(salted("v1:b"), salted("v1:a"))).toBe(salted("v1:b"));
  });
});

it("the summary of a stack is one aligned table and the next commands", () => {
  const outputs = {
    nodeVersion: "4.1.2",
    chain: { network: "local", l1ChainId: 31337, rollupVersion: 7 },
    peerId: "16Uiu2HA",
    enr: "enr:-abc",
    p2pEndpoint: "127.0.0.1:40400",
    rpcUrl: "http://127.0.0.1:8080",
    containerName: "aztec-validator-dev",
    volume: "aztec-validator-dev-data",
    imageDigest: "sha256:12",
    coinbase: "0x00",
  };
  expect(summary("dev", outputs).split("\n")).toEqual([
    "Stack dev is up.",
    "  node       Aztec 4.1.2, ready",
    "  chain      local (L1 31337, rollup 7)",
    "  peer id    16Uiu2HA",
    "  ENR        enr:-abc",
    "  p2p        127.0.0.1:40400 (TCP and UDP)",
    "  RPC        http://127.0.0.1:8080 (the host only)",
    "  container  aztec-validator-dev",
    "  volume     aztec-validator-dev-data",
    "  image      sha256:12",
    "  coinbase   0x00",
    "",
    "  npx aztec-validator logs -s dev  prints the node's log",
    "  make down                        removes it",
  ]);
});

it("the summary of a stack whose node is stopped says so, and how to start it", () => {
  const outputs = { chain: { network: "local" }, volume: "aztec-validator-dev-2-data", imageDigest: "sha256:12" };
  expect(summary("dev-2", outputs).split("\n")).toEqual([
    "Stack dev-2 is up, and its node is stopped, as its settings require.",
    "  node       stopped",
    "  chain      local",
    "  volume     aztec-validator-dev-2-data",
    "  image      sha256:12",
    "",
    "  npx aztec-validator start -s dev-2  starts the node",
    "  make down STACK=dev-2               removes it",
  ]);
});
