/** An edit of a settings file changes nothing else, whatever a reader of YAML takes it for. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { editedSettingsFile, hasSameValue, settingsTakenFrom } from "./settings-yaml";
import { PROJECT_DIR } from "../../pulumi/dev-stack";

const ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
/** As Pulumi writes it: without quotes, though it looks like a number. */
const FILE = `encryptionsalt: v1:JIeTRb1AEsc=:v1:IRN2
config:
  # the rewards go here
  p:coinbase: ${ADDRESS}
  p:attesterPrivateKey:
    secure: v1:7De7v8MbVMcdG62Y
  p:l1ChainId: 123456789012345678901
  p:stopped: false
`;

it("an edit keeps every digit and capital of an address that has no quotes", () => {
  const edited = editedSettingsFile(FILE, "p", {
    set: { stopped: "true", rpcPort: "8080" },
    remove: [],
    replace: false,
  });
  expect(edited).toBe(
    FILE.replace(ADDRESS, `"${ADDRESS}"`).replace("stopped: false", "stopped: true") + "  p:rpcPort: 8080\n",
  );
  expect(parse(edited)).toMatchObject({ config: { "p:coinbase": ADDRESS } });
});

it("an address that is set is written as text", () => {
  const edited = editedSettingsFile("config: {}\n", "p", { set: { coinbase: ADDRESS }, remove: [], replace: false });
  expect(parse(edited)).toEqual({ config: { "p:coinbase": ADDRESS } });
});

it.each([
  [{ set: { coinbase: ADDRESS, stopped: "false", l1ChainId: "123456789012345678901" }, remove: ["rpcPort"] }],
  [{ set: {}, remove: ["p2p.port"] }],
])("an edit that changes nothing leaves each byte: %j", (change) => {
  expect(editedSettingsFile(FILE, "p", { ...change, replace: false })).toBe(FILE);
});

it("a removal from a group that is not there makes no group", () => {
  const change = { set: { stopped: "true" }, remove: ["p2p.port"], replace: false };
  expect(editedSettingsFile("config:\n  p:rpcPort: 8080\n", "p", change)).toBe(
    "config:\n  p:rpcPort: 8080\n  p:stopped: true\n",
  );
});

it("a file that is not YAML is refused by its line, without the line's text", () => {
  const edit = (text: string) => () =>
    editedSettingsFile(text, "p", { set: { stopped: "true" }, remove: [], replace: false });
  expect(edit("config:\n  p:coinbase: 'secret\n")).toThrow(
    /^The stack's settings file is not valid YAML \(line \d+: MISSING_CHAR\), so it was not changed\. Correct the line, then run the command again\.$/,
  );
  expect(edit("config:\n  p:a: secret\n  p:a: secret\n")).toThrow(/\(line 3: DUPLICATE_KEY\)/);
});

it.each(["Pulumi.dev.yaml", ...readdirSync(path.join(PROJECT_DIR, "examples")).map((name) => `examples/${name}`)])(
  "a setting that is set and removed again leaves %s as it was",
  (file) => {
    const text = readFileSync(path.join(PROJECT_DIR, file), "utf8");
    const set = editedSettingsFile(text, "aztec-validator", { set: { stopped: "true" }, remove: [], replace: false });
    expect(set).toMatch(/^ +(aztec-validator:)?stopped: true$/m);
    const removed = { set: {}, remove: ["stopped"], replace: false };
    expect(editedSettingsFile(set, "aztec-validator", removed)).toBe(text);
  },
);

describe("settings taken from another text", () => {
  const before = "config:\n  p:release: 5.0.0\n  p:adminApiKey:\n    secure: v1:abc\n  p:p2p:\n    port: 40401\n";
  const paths = ["release", "adminApiKey", "p2p.port", "image", "aws.profile"];

  it("are as they were, encrypted ones too; other settings and comments stay", () => {
    const changed = "config:\n  # another server\n  p:ethereumHosts: http://l1\n  p:release: 5.2.0\n  p:image: own\n";
    expect(settingsTakenFrom(before, changed, "p", paths)).toBe(
      "config:\n  # another server\n  p:ethereumHosts: http://l1\n  p:release: 5.0.0\n  p:adminApiKey:\n    secure: v1:abc\n  p:p2p:\n    port: 40401\n",
    );
  });

  it("leave no empty group, and keep the other members of one", () => {
    const taken = (text: string) => settingsTakenFrom("config:\n  p:rpcPort: 8080\n", text, "p", ["p2p.port"]);
    expect(taken("config:\n  p:p2p:\n    port: 1\n")).toBe("config: {}\n");
    expect(taken("config:\n  p:p2p:\n    port: 1\n    announceIp: 192.0.2.1\n")).toBe(
      "config:\n  p:p2p:\n    announceIp: 192.0.2.1\n",
    );
    expect(taken("config:\n  p:release: 5.2.0\n")).toBe("config:\n  p:release: 5.2.0\n");
  });

  it("are compared by their values, not by how they are written", () => {
    const same = (path: string, other: string) => hasSameValue(before, other, "p", path);
    expect(same("release", 'config:\n  p:release: "5.0.0"\n')).toBe(true);
    expect(same("release", "config: {}\n")).toBe(false);
    expect(same("adminApiKey", "config:\n  p:adminApiKey: { secure: v1:abc }\n")).toBe(true);
    expect(same("adminApiKey", "config:\n  p:adminApiKey: { secure: v1:other }\n")).toBe(false);
    expect(same("image", "config: {}\n")).toBe(true);
  });
});
