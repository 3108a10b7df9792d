/**
 * A backup of a node that runs, and its restore to a new host: what is on the volume at which moment. `pulumi` and `docker`
 * are scripts; helper containers run in a folder. Not proven here: Pulumi's encryption, which test/engine/move.test.ts has.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ethereumAddress, peerId } from "../../keys/keys";
import { PROJECT_DIR, settingsFile } from "../../pulumi/dev-stack";
import { TEST_KEYS } from "../../test/fixtures/samples";
import { configOf, mainnet, onServer } from "../../test/fixtures/stacks";
import { type ScriptedPrograms, type ScriptedStack, useScriptedPulumi } from "../../test/fakes/scripted-pulumi";
import { waitUntil } from "../move/wait";
import { unpack } from "./archive";
import { inFolder } from "./folder";
import { backUpStack } from "./index";
import { parsePlace } from "./place";
import { copyRecord } from "./record";
import { restoreFile } from "./restore";
import { restoreData } from "./restore-data";
import { useFolder } from "../../test/fixtures/folder";

vi.mock("../move/wait", () => ({ waitUntil: vi.fn(() => Promise.resolve()) }));

/** No stack has such a name: its progress is beside that of real stacks. */
const [OLD, NEW] = ["restore-test-old", "restore-test-new"];
const attester = ethereumAddress(TEST_KEYS.attester);
const config = configOf(onServer({ ...mainnet, p2pPrivateKey: TEST_KEYS.p2p }));
const progress = path.join(PROJECT_DIR, `.restores/backup-to-${NEW}.json`);

const root = useFolder();
const scriptedPulumi = useScriptedPulumi();
let programs: ScriptedPrograms;
let printed = "";

function start(stacks: Readonly<Record<string, Partial<ScriptedStack>>>): void {
  const whole = Object.entries(stacks).map(([name, stack]) => [name, { config, runs: [true], ...stack }] as const);
  programs = scriptedPulumi(Object.fromEntries(whole));
}

/** Writes a record to a stack's volume. */
function sign(name: string, rows: string): string {
  const record = path.join(programs.volumeOf(name), "signing-protection");
  mkdirSync(record, { recursive: true });
  writeFileSync(path.join(record, "data.mdb"), rows);
  writeFileSync(path.join(record, "lock.mdb"), "readers");
  return record;
}

const rowsOf = (name: string, place = "signing-protection") => {
  const file = path.join(programs.volumeOf(name), place, "data.mdb");
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
};

const file = () => root.at("main.backup");

/** Restores the backup to the new stack. */
const restoreTo = (name: string) =>
  inFolder(async (folder) => {
    const manifest = await unpack(file(), folder);
    await restoreData(programs.open(name), { manifest, folder, again: "the same command" }, { yes: true });
  });

beforeEach(() => {
  printed = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  vi.mocked(waitUntil).mockReset().mockResolvedValue(undefined);
});
afterEach(() => {
  for (const one of [progress, settingsFile(OLD)]) rmSync(one, { force: true });
});

describe("a backup of a running node", () => {
  it("has its record, its identity and its settings, and changes nothing", async () => {
    start({ [OLD]: {} });
    sign(OLD, "signed");
    await backUpStack(programs.open(OLD), parsePlace(file()));
    const content = root.makeFolder("content");
    const manifest = await unpack(file(), content);
    expect(manifest.members.map((member) => member.path)).toEqual(["settings.yaml", "signing-protection/data.mdb"]);
    expect(manifest).toMatchObject({
      stack: OLD,
      release: "5.2.0",
      network: "mainnet",
      role: "sequencer",
      epochSeconds: 2304,
      attesters: [attester],
      peerId: peerId(TEST_KEYS.p2p),
    });
    expect(root.read("content/signing-protection/data.mdb")).toBe("signed");
    expect(readdirSync(programs.volumeOf(OLD))).toEqual(["signing-protection"]);
    expect(programs.calls("up")).toEqual([]);
    expect(printed).toContain(`the backup of ${OLD} of `);
  });

  it("encrypts a generated identity with the stack's own key, and never prints it", async () => {
    start({ [OLD]: { config: configOf(onServer(mainnet)) } });
    sign(OLD, "signed");
    await backUpStack(programs.open(OLD), parsePlace(file()));
    expect(programs.calls("config set")).toEqual([
      expect.stringMatching(
        /^config set --secret p2pPrivateKey --config-file \S+settings\.yaml --stack restore-test-old$/,
      ),
    ]);
    expect(printed).not.toContain("5".repeat(64));
  });

  it("says that there is no record, and is refused without a volume, which Docker would make", async () => {
    start({ [OLD]: {}, [NEW]: {} });
    mkdirSync(programs.volumeOf(OLD));
    await backUpStack(programs.open(OLD), parsePlace(file()));
    expect(printed).toContain("! The node has no record of what it signed");
    await expect(backUpStack(programs.open(NEW), parsePlace(`${file()}-2`))).rejects.toThrow(
      `The data volume aztec-validator-${NEW}-data is not on the host of ${NEW}, so no backup was written.`,
    );
    expect(readdirSync(root.path)).toEqual(["main.backup"]);
  });

  it("without a record does not replace one that has it", async () => {
    start({ [OLD]: {} });
    const record = sign(OLD, "signed");
    utimesSync(path.join(record, "data.mdb"), 1_764_000_000, 1_764_000_000);
    await backUpStack(programs.open(OLD), parsePlace(file()));
    const before = readFileSync(file());
    rmSync(record, { recursive: true });
    await expect(backUpStack(programs.open(OLD), parsePlace(file()))).rejects.toThrow(
      new RegExp(
        `^${file()} has a record of what was signed, of .* UTC, and ${OLD} has none now. It is not replaced, and no backup was written: without a record, a node could sign twice for a slot\\.\n  To keep both, choose another name\\.\n  If the record of ${OLD} was lost: aztec-validator stop --stack ${OLD}, then: aztec-validator restore --stack ${OLD} ${file()}$`,
      ),
    );
    expect(readFileSync(file()).equals(before)).toBe(true);
  });

  it("is copied again while the record changes, and never mixes two of its states", async () => {
    start({ [OLD]: {} });
    const data = path.join(sign(OLD, "one"), "data.mdb");
    const written = root.at("written");
    // Each copy is followed by a write, until there were three.
    const docker = root.program(
      "docker",
      `#!/bin/sh
case "$*" in
  ps*) ;;
  *entrypoint=tar*)
    tar -C '${programs.volumeOf(OLD)}' --exclude=lock.mdb -cf - signing-protection
    echo >> '${written}'; [ "$(wc -l < '${written}')" -gt 3 ] || echo more >> '${data}' ;;
  *) cd '${path.dirname(data)}' && find . -type f ! -name lock.mdb -exec sha256sum {} + | sha256sum; echo 1 ;;
esac
`,
    );
    const folder = root.makeFolder("copy");
    const record = await copyRecord({ docker: [docker], volume: "data", image: "node" }, folder);
    expect(root.read("copy/signing-protection/data.mdb")).toBe("onemore\nmore\nmore\n");
    expect(record?.newest).toBe(1);
    rmSync(written);
    root.write("docker", root.read("docker").replace("-gt 3", "-gt 99"));
    await expect(copyRecord({ docker: [docker], volume: "data", image: "node" }, folder)).rejects.toThrow(
      "The record of what was signed cannot be copied: it changes while it is copied. No backup was written. Run the command again.",
    );
  });
});

describe("a restore to a new host", () => {
  beforeEach(async () => {
    start({ [OLD]: {}, [NEW]: { runs: [undefined, false, true] } });
    sign(OLD, "signed");
    await backUpStack(programs.open(OLD), parsePlace(file()));
    mkdirSync(programs.volumeOf(NEW));
  });

  it("waits two epochs from when the host was without a node; then the record is there before the node starts", async () => {
    const before = Date.now();
    vi.mocked(waitUntil).mockImplementation((end, again) => {
      expect(end - 2 * 2304 * 1000).toBeGreaterThanOrEqual(before);
      expect(again).toBe("the same command");
      // No node was started, and no record is there that a node could start with.
      expect(programs.calls("up")).toHaveLength(1);
      expect(programs.settings(NEW)).toContain("stopped: true");
      expect(rowsOf(NEW)).toBeUndefined();
      return Promise.resolve();
    });
    await restoreTo(NEW);
    expect(waitUntil).toHaveBeenCalledTimes(1);
    expect(rowsOf(NEW)).toBe("signed");
    expect(programs.calls("up")).toHaveLength(2);
    expect(existsSync(progress)).toBe(false);
    expect(printed).toContain(`${NEW} is restored, and peers know it as before: ${peerId(TEST_KEYS.p2p)}.`);
  });

  it("continues where it was interrupted: the wait counts from the first run", async () => {
    const ends: number[] = [];
    vi.mocked(waitUntil).mockImplementation((end) => {
      ends.push(end);
      return ends.length === 1 ? Promise.reject(new Error("Ctrl-C")) : Promise.resolve();
    });
    await expect(restoreTo(NEW)).rejects.toThrow("Ctrl-C");
    expect(rowsOf(NEW)).toBeUndefined();
    await restoreTo(NEW);
    expect(ends[1]).toBe(ends[0]);
    expect(printed).toMatch(/wait two epochs \(77 min\) without a node, counted from .* UTC of the interrupted run: /);
    expect(rowsOf(NEW)).toBe("signed");
  });

  it("waits anew after an interrupted run of long ago: its host may have come back and signed since", async () => {
    programs.remove();
    start({ [NEW]: { runs: [undefined, false, false, true] } });
    mkdirSync(programs.volumeOf(NEW));
    vi.mocked(waitUntil).mockRejectedValueOnce(new Error("Ctrl-C"));
    await expect(restoreTo(NEW)).rejects.toThrow("Ctrl-C");
    const { stopped, ...record } = JSON.parse(readFileSync(progress, "utf8")) as { stopped: { at: string } };
    const at = new Date(Date.now() - 3 * 86_400_000).toISOString();
    writeFileSync(progress, JSON.stringify({ ...record, stopped: { ...stopped, at } }));
    const before = Date.now();
    await restoreTo(NEW);
    expect(vi.mocked(waitUntil).mock.lastCall?.[0]).toBeGreaterThanOrEqual(before + 2 * 2304 * 1000);
    expect(printed).not.toContain("of the interrupted run");
  });

  it("keeps an older record beside the restored one", async () => {
    writeFileSync(path.join(sign(NEW, "older"), "data.mdb"), "older");
    utimesSync(path.join(programs.volumeOf(NEW), "signing-protection/data.mdb"), 1, 1);
    await restoreTo(NEW);
    expect(rowsOf(NEW)).toBe("signed");
    expect(rowsOf(NEW, "signing-protection.before")).toBe("older");
  });

  it("keeps a newer record, and starts no node", async () => {
    const newer = Date.now() / 1000 + 60;
    utimesSync(path.join(sign(NEW, "newer"), "data.mdb"), newer, newer);
    await expect(restoreTo(NEW)).rejects.toThrow(`The signing record of ${NEW} is newer than the backup of ${OLD} of `);
    expect(rowsOf(NEW)).toBe("newer");
    expect(programs.calls("up")).toHaveLength(1);
  });
});

describe("a restore is refused", () => {
  beforeEach(async () => {
    start({ [OLD]: {} });
    sign(OLD, "signed");
    await backUpStack(programs.open(OLD), parsePlace(file()));
  });

  it("while the node runs", async () => {
    await expect(restoreTo(OLD)).rejects.toThrow(
      `The node of ${OLD} is on its host (aztec-validator-${OLD}): its own record is newer than `,
    );
    expect(programs.settings(OLD)).not.toContain("stopped");
    expect(programs.calls("up")).toEqual([]);
  });

  it("while another stack uses the keys, before the wait", async () => {
    programs.remove();
    start({ [OLD]: { claims: [attester] }, [NEW]: { runs: [undefined, false, true] } });
    await expect(restoreTo(NEW)).rejects.toThrow(
      `attesterPrivateKey ${attester} is already used by the running node of stack ${OLD}`,
    );
    expect(waitUntil).not.toHaveBeenCalled();
    expect(programs.calls("up")).toEqual([]);
  });

  it("while the host does not answer", async () => {
    programs.remove();
    start({ [NEW]: { runs: [false] } });
    rmSync(path.join(path.dirname(programs.volumeOf(NEW)), "../docker"));
    await expect(restoreTo(NEW)).rejects.toThrow(
      `The host of ${NEW} does not answer, so nothing confirms that its node is stopped. Nothing was changed.`,
    );
    expect(programs.calls("up")).toEqual([]);
  });
});

describe("a restore of settings that are not in this folder", () => {
  const restored = async (stack: Partial<ScriptedStack>) => {
    start({ [OLD]: {} });
    sign(OLD, "signed");
    await backUpStack(programs.open(OLD), parsePlace(file()));
    programs.remove();
    start({ [OLD]: stack });
    await restoreFile(file(), { stack: OLD });
  };

  it("is refused while the backend's stack has a live node, and leaves no file", async () => {
    await expect(restored({})).rejects.toThrow(
      `The node of ${OLD} is on its host (aztec-validator-${OLD}): its own record is newer than `,
    );
    expect(existsSync(settingsFile(OLD))).toBe(false);
  });

  it("is refused while that host does not answer, with where its settings are", async () => {
    const silent = async () => {
      start({ [OLD]: { runs: [false] } });
      rmSync(path.join(path.dirname(programs.volumeOf(OLD)), "../docker"));
      await restoreFile(file(), { stack: OLD });
    };
    start({ [OLD]: {} });
    sign(OLD, "signed");
    await backUpStack(programs.open(OLD), parsePlace(file()));
    programs.remove();
    await expect(silent()).rejects.toThrow(
      [
        `  If it is gone for good: aztec-validator move --from ${OLD} --to <another stack> --host-is-gone`,
        `  That command needs its settings file, which is in the backup: tar -xzOf <backup> settings.yaml > Pulumi.${OLD}.yaml`,
      ].join("\n"),
    );
    expect(existsSync(settingsFile(OLD))).toBe(false);
  });

  it("brings back the settings of a stack whose node does not run, and keeps it stopped", async () => {
    await restored({ runs: [false] });
    expect(readFileSync(settingsFile(OLD), "utf8")).toContain("aztec-validator:stopped: true");
    expect(printed).toContain(`Pulumi.${OLD}.yaml has the settings and keys of the backup of ${OLD} of `);
  });
});
