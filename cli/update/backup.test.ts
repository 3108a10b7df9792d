/** The backup before an update, whose script runs here in a folder in place of the volume, and the stores that a release has rewritten. */
import { mkdirSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCommand } from "../../remote/command";
import type { DockerRunner } from "../../remote/docker";
import { useFolder } from "../../test/fixtures/folder";
import { backUp, changedStores } from "./backup";

const folder = useFolder({ onPath: true });

/** Runs the script of a helper container in the folder. */
const docker: DockerRunner = (args) => {
  if (args[0] !== "run") return Promise.resolve({ code: 0, text: "" });
  const [option = "", script = "", ...rest] = args.slice(args.indexOf("image") + 1);
  return runCommand(["sh", option, script.replaceAll("/volume", folder.at("volume")), ...rest], 20_000);
};
const volume = { image: "image", volume: "validator-data" };
const kept = () => readdirSync(folder.at("volume/before-update")).sort();

describe("a backup", () => {
  it("has what cannot be rebuilt, and is one of three", async () => {
    folder.write("volume/signing-protection/data.mdb", "signed");
    folder.write("volume/p2p-private-key", "key");
    folder.write("volume/archiver/data.mdb", "can be rebuilt");
    for (const time of [1, 2, 3, 4])
      expect(await backUp(docker, volume, `2026-01-0${time}Z-5.0.0`)).toEqual([
        "signing-protection",
        "p2p-private-key",
      ]);
    expect(kept()).toEqual(["2026-01-02Z-5.0.0", "2026-01-03Z-5.0.0", "2026-01-04Z-5.0.0"]);
    expect(readdirSync(folder.at("volume/before-update/2026-01-04Z-5.0.0")).sort()).toEqual([
      "p2p-private-key",
      "signing-protection",
    ]);
    expect(folder.read("volume/before-update/2026-01-04Z-5.0.0/signing-protection/data.mdb")).toBe("signed");
  });

  it("that fails half way leaves nothing, and is no failure to read the volume", async () => {
    folder.write("volume/signing-protection/data.mdb", "signed");
    folder.write("volume/p2p-private-key", "key");
    folder.write("volume/before-update/2026-01-01Z-4.4.0/p2p-private-key", "key");
    folder.program(
      "cp",
      `case "$3" in *p2p*) echo "cp: No space left on device" >&2; exit 1 ;; esac; exec /bin/cp "$@"`,
    );
    await expect(backUp(docker, volume, "2026-01-02Z-5.0.0")).rejects.toThrow(
      [
        "The data that cannot be rebuilt was not backed up to before-update/ on the volume validator-data: cp: No space left on device",
        "Nothing was changed; the node runs as before. Once the cause is fixed, run the command again.",
      ].join("\n"),
    );
    expect(kept()).toEqual(["2026-01-01Z-4.4.0"]);
  });

  it("that was killed half way is removed by the next one, and pushes no whole backup out", async () => {
    for (const time of [1, 2, 3])
      mkdirSync(folder.at(`volume/before-update/2026-01-0${time}Z-5.0.0`), { recursive: true });
    folder.write("volume/before-update/2026-01-04Z-5.0.0.part/signing-protection/data.mdb", "sig");
    await backUp(docker, volume, "2026-01-05Z-5.0.0");
    expect(kept()).toEqual(["2026-01-02Z-5.0.0", "2026-01-03Z-5.0.0", "2026-01-05Z-5.0.0"]);
  });
});

it("a store counts as changed if its schema differs, and if only one side has it", () => {
  const before = { archiver: "05", p2p: "02", slasher: "01" };
  const after = { archiver: "06", p2p: "02", sentinel: "03" };
  expect(changedStores(before, after)).toEqual(["archiver", "sentinel", "slasher"]);
});
