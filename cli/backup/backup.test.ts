/** The file of a backup: its manifest, its checksums, its place. What is refused, and that a refusal leaves nothing. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { acceptedConfig, configOf, custom, highAvailability, mainnet, testnet } from "../../test/fixtures/stacks";
import { TEST_KEYS } from "../../test/fixtures/samples";
import { ethereumAddress } from "../../keys/keys";
import { membersOf, pack, peek, recordDigest, unpack } from "./archive";
import { type Manifest, manifestText, parseManifest, validatorOf } from "./manifest";
import { parsePlace, refuseUnwritable } from "./place";
import { missingSettings, planLines, reasonToWait, recordDecision, refuseOther } from "./plan";
import { useFolder } from "../../test/fixtures/folder";

const root = useFolder();
const [RECORD, VERSION] = ["signing-protection/data.mdb", "signing-protection/db_version"];

const checked = acceptedConfig(configOf(mainnet));
const attester = ethereumAddress(TEST_KEYS.attester);
const facts = {
  project: "aztec-validator",
  stack: "main",
  madeAt: "2026-11-29T12:00:00.000Z",
  ...validatorOf(checked),
};
const manifestWith = (changes: Partial<Manifest> = {}): Manifest => ({ format: 1, ...facts, members: [], ...changes });

/** Makes a folder with the content of a backup, and its manifest. */
async function content(changes: Partial<Manifest> = {}): Promise<string> {
  const folder = root.at("content");
  root.write("content/settings.yaml", "config: {}\n");
  root.write(`content/${RECORD}`, "rows");
  root.write(`content/${VERSION}`, "1");
  const members = await membersOf(folder);
  const record = { digest: recordDigest(members), newest: 5 };
  root.write("content/manifest.json", manifestText({ ...facts, record, members, ...changes }));
  return folder;
}

/** Packs a changed content: its manifest is that of the unchanged one. */
async function packedWith(change: (folder: string) => void): Promise<string> {
  const folder = await content();
  change(folder);
  const file = root.at("main.backup");
  await pack(folder, file);
  return file;
}

async function unpacked(file: string): Promise<Manifest> {
  return unpack(file, root.makeFolder("unpacked"), "main.backup");
}

describe("the file of a backup", () => {
  it("has all that was packed, for its owner only, and tar opens it", async () => {
    const file = await packedWith(() => undefined);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(root.path).sort()).toEqual(["content", "main.backup"]);
    const listed = execFileSync("tar", ["-tzf", file], { encoding: "utf8" }).trim().split("\n").sort();
    expect(listed.filter((name) => !name.endsWith("/"))).toEqual([
      ...["manifest.json", "settings.yaml", "signing-protection/data.mdb", "signing-protection/db_version"],
    ]);
    const manifest = await unpacked(file);
    expect(manifest.members.map((member) => member.path)).toEqual(listed.filter((name) => /s\.yaml$|n\/./.test(name)));
    expect(root.read("unpacked/signing-protection/data.mdb")).toBe("rows");
    expect((await peek(file))?.attesters).toEqual([attester]);
  });

  it("is not there under its name if it cannot be packed", async () => {
    const file = root.at("main.backup");
    await expect(pack(root.at("none"), file)).rejects.toThrow();
    await expect(pack(await content(), root.at("none/main.backup"))).rejects.toThrow(
      /^The backup cannot be written to .*main\.backup: ENOENT/,
    );
    expect(readdirSync(root.path)).toEqual(["content"]);
  });

  it.each<[string, string, string | undefined, string]>([
    ["a changed record", RECORD, "row5", `${RECORD} has another checksum`],
    ["changed settings", "settings.yaml", "config: {a: 1}\n", "settings.yaml has another checksum"],
    ["a file too few", VERSION, undefined, `${VERSION} is missing`],
    ["a file too many", "signing-protection/more", "", "signing-protection/more is not in its manifest"],
    ["no manifest", "manifest.json", "{}", "its manifest.json is not the manifest of a backup"],
  ])("is refused with %s", async (_name, name, text, why) => {
    const change = (folder: string) => {
      if (text === undefined) rmSync(path.join(folder, name));
      else writeFileSync(path.join(folder, name), text);
    };
    await expect(unpacked(await packedWith(change))).rejects.toThrow(
      `main.backup is not a complete backup: ${why}. An incomplete signing record would let a validator sign twice. Nothing was changed.`,
    );
  });

  it("is refused if it ends too early, and if it is another file", async () => {
    const file = await packedWith(() => undefined);
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.subarray(0, bytes.length - 40));
    await expect(unpacked(file)).rejects.toThrow(/^main\.backup is not a complete backup: /);
    rmSync(root.at("unpacked"), { recursive: true });
    writeFileSync(file, "a text");
    await expect(unpacked(file)).rejects.toThrow(/^main\.backup is not a complete backup: /);
    expect(await peek(file)).toBeUndefined();
  });

  it("of a newer program asks for an update", () => {
    expect(() => parseManifest('{"format":2}', "main.backup")).toThrow(
      "main.backup was made by a newer version of this program, which this one cannot read. Nothing was changed. Update the checkout: git pull",
    );
  });

  it("has the digest that the host computes for the same record", async () => {
    const folder = path.join(await content(), "signing-protection");
    const script = "find . -type f -exec sha256sum {} + | LC_ALL=C sort | sha256sum";
    const onHost = execFileSync("sh", ["-c", script], { cwd: folder, encoding: "utf8" }).split(" ")[0];
    expect(recordDigest(await membersOf(path.dirname(folder)))).toBe(onHost);
  });
});

describe("the place of a backup", () => {
  it("is a file from where the command was called, or an object of S3", () => {
    expect(parsePlace("s3://bucket/a/main.backup")).toEqual({ kind: "s3", url: "s3://bucket/a/main.backup" });
    expect(parsePlace("/tmp/main.backup")).toEqual({ kind: "file", file: "/tmp/main.backup" });
  });

  it.each(["s3://bucket", "s3://bucket/", "s3:///key", "s3://bucket/a/", "https://bucket/key"])("is not %s", (text) => {
    expect(() => parsePlace(text)).toThrow(
      `${text} is not the URL of an S3 object, so nothing was done. Pass s3://<bucket>/<key>, or the name of a file.`,
    );
  });

  it("is not replaced unless it is a backup of the same stack", async () => {
    const file = await packedWith(() => undefined);
    const refusal = (stack: string, at = file) =>
      refuseUnwritable({ kind: "file", file: at }, stack, "aztec-validator");
    await expect(refusal("main")).resolves.toBeUndefined();
    await expect(refusal("other")).rejects.toThrow(
      `${file} exists and is not a backup of other, so it is not replaced. No backup was written: choose another name.`,
    );
    const own = root.write("id_rsa", "a key");
    await expect(refusal("main", own)).rejects.toThrow("exists and is not a backup of main");
    await expect(refusal("main", root.path)).rejects.toThrow("exists and is not a backup of main");
    await expect(refusal("main", root.at("none/main.backup"))).rejects.toThrow(
      `The folder ${root.at("none")} does not exist, so no backup was written. Make it: mkdir -p `,
    );
  });
});

describe("a restore", () => {
  const own = validatorOf(checked);
  const of = (values: Readonly<Record<string, unknown>>) => validatorOf(acceptedConfig(configOf(values)));

  it("to the same validator is accepted, by the same release or a newer one", () => {
    const record = { digest: "a", newest: 1 };
    refuseOther(manifestWith({ record }), "main", own);
    refuseOther(manifestWith({ record, release: "5.1.0" }), "main", own);
    expect(() => {
      refuseOther(manifestWith({ record, release: "6.0.0" }), "main", own);
    }).toThrow(
      "The backup of main of 2026-11-29 12:00 UTC cannot be restored to main: its signing record is of release 6.0.0, which 5.2.0 may not read. First: pulumi config set release 6.0.0 --stack main. Nothing was changed.",
    );
  });

  it.each([
    ["another network", of(testnet), "the backup is of the network mainnet, and b is on testnet"],
    [
      "another validator",
      of({ ...mainnet, attesterPrivateKey: TEST_KEYS.publisher }),
      `the backup is of ${attester}, and b attests as ${ethereumAddress(TEST_KEYS.publisher)}`,
    ],
    ["another role", { ...own, role: "full-node" }, "the backup is of a sequencer, and b is a full-node"],
    [
      "a development stack",
      { ...own, network: "local" },
      "b is on a local network, and its validator exists only on its own chain",
    ],
  ])("to %s is refused", (_name, other, why) => {
    expect(() => {
      refuseOther(manifestWith(), "b", other);
    }).toThrow(`The backup of main of 2026-11-29 12:00 UTC cannot be restored to b: ${why}. Nothing was changed.`);
  });

  it("to another custom network is refused by its registry", () => {
    const here = of(custom("sequencer", "4.4.0"));
    const manifest = manifestWith({ ...here, registry: `0x${"12".repeat(20)}` });
    expect(() => {
      refuseOther(manifest, "b", here);
    }).toThrow("the backup is of the network custom, and b is on custom with another L1 or registry");
  });

  it("waits two epochs for whoever attests, unless a database has the record", () => {
    expect(reasonToWait(manifestWith(), own)).toBe("a backup does not know what was signed after it");
    expect(reasonToWait(manifestWith(), { ...own, attesters: [] })).toBeUndefined();
    const group = of(highAvailability);
    expect(reasonToWait(manifestWith({ ...group }), group)).toBeUndefined();
    expect(reasonToWait(manifestWith({ ...group, haDatabase: "another" }), group)).toBe(
      "a backup does not know what was signed after it",
    );
  });

  it("copies what the stack lacks, and the p2p identity unless the stack has it already", () => {
    const secret = ["attesterPrivateKey", "p2pPrivateKey"];
    const side = (values: Readonly<Record<string, string>>) => ({
      config: values,
      isSecret: (name: string) => secret.includes(name),
    });
    const saved = side({ attesterPrivateKey: TEST_KEYS.attester, p2pPrivateKey: TEST_KEYS.p2p });
    const keys = { name: "attesterPrivateKey", value: TEST_KEYS.attester, isSecret: true };
    const identity = { name: "p2pPrivateKey", value: TEST_KEYS.p2p, isSecret: true };
    expect(missingSettings(saved, side({}), undefined)).toEqual([keys, identity]);
    expect(missingSettings(saved, side({ attesterPrivateKey: "another" }), undefined)).toEqual([identity]);
    expect(missingSettings(saved, saved, TEST_KEYS.p2p)).toEqual([]);
    expect(missingSettings(saved, saved, `08021220${"7".repeat(64)}`)).toEqual([identity]);
  });

  it("is printed step by step, without a secret", () => {
    const copied = [{ name: "p2pPrivateKey", value: TEST_KEYS.p2p, isSecret: true }];
    const wait = { reason: "a backup does not know what was signed after it", epochSeconds: 2304 };
    expect(planLines("b", manifestWith({ record: { digest: "a", newest: 1 } }), { copied, wait })).toEqual([
      "Restore of b from the backup of main of 2026-11-29 12:00 UTC:",
      "  1. copy p2pPrivateKey from the backup, encrypted; create host, image and volume, but start no node",
      "  2. wait two epochs (77 min) without a node: a backup does not know what was signed after it",
      "  3. copy the record of what was signed to the data volume; an older one there is kept beside it",
      "  4. start the node, and wait until it is ready",
      "  The node that the backup was made of must never start again elsewhere: two nodes with one key are slashed.",
    ]);
    expect(planLines("b", manifestWith(), { copied: [], wait: undefined }).slice(1, -1)).toEqual([
      "  1. create host, image and volume, but start no node",
      "  2. start the node, and wait until it is ready",
    ]);
  });
});

describe("the record of a volume", () => {
  const manifest = manifestWith({ record: { digest: "a", newest: 10 } });

  it("is replaced only by a newer one", () => {
    expect(recordDecision(manifest, undefined, "b")).toBe("copy");
    expect(recordDecision(manifest, { digest: "b", newest: 9 }, "b")).toBe("copy");
    expect(recordDecision(manifest, { digest: "a", newest: 10 }, "b")).toBe("present");
    expect(recordDecision(manifestWith(), undefined, "b")).toBe("nothing");
  });

  it.each([[manifest], [manifestWith()]])("stays if it is newer than the backup", (saved) => {
    expect(() => recordDecision(saved, { digest: "b", newest: 11 }, "b")).toThrow(
      "The signing record of b is newer than the backup of main of 2026-11-29 12:00 UTC: it knows of signatures that the backup does not have, so it stays as it is.",
    );
  });
});
