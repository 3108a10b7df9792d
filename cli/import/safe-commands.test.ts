/**
 * The printed commands, run by `sh` on directories of this machine. `docker` is a stand-in that runs the container's
 * script here, with `/from` and `/to` in a folder for volumes. `sudo` runs its command, `chown` and `pulumi` only record.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { quote } from "../../settings/shell-word";
import { copyPart, copyVolume, giveToNode, hasNodeData, storeKey } from "./safe-commands";
import { useFolder } from "../../test/fixtures/folder";

const DOCKER = `#!/bin/sh
case "$1 $2" in
  "volume inspect") [ -d "$VOLUMES/$3" ] || { echo "no such volume: $3" >&2; exit 1; } ;;
  "volume create") mkdir -p "$VOLUMES/$3" ;;
  "run --rm")
    from=$(printf '%s\\n' "$@" | sed -n 's/.*source=\\(.*\\),target=.from.*/\\1/p')
    to=$(printf '%s\\n' "$@" | sed -n 's/.*source=\\(.*\\),target=.to.*/\\1/p')
    while [ "$1" != -c ]; do shift; done
    script=$(printf '%s' "$2" | sed "s|/to\\b|$VOLUMES/$to|g")
    exec sh -c "$script" sh "$(printf '%s' "$4" | sed "s|^/from|$VOLUMES/$from|")" "$(printf '%s' "$5" | sed "s|^/to|$VOLUMES/$to|")" ;;
esac
`;
const RECORD = `#!/bin/sh
echo "$(basename "$0") $*" >> "$CALLS"
`;

const folder = useFolder();
const { at } = folder;

beforeEach(() => {
  const programs = {
    docker: DOCKER,
    sudo: 'exec "$@"',
    chown: RECORD,
    pulumi: `${RECORD}cat >> "$CALLS"; echo >> "$CALLS"\n`,
  };
  for (const [name, script] of Object.entries(programs)) folder.program(`bin/${name}`, script);
});

const write = (name: string, text = "x") => folder.write(name, text);

/** Runs a command as an operator pastes it. */
function run(command: string) {
  const env = { PATH: `${at("bin")}:${process.env.PATH ?? ""}`, VOLUMES: at("volumes"), CALLS: at("calls") };
  const { status, stderr } = spawnSync("sh", ["-c", command], { env, encoding: "utf8" });
  const calls = existsSync(at("calls")) ? folder.lines("calls") : [];
  return { status, text: stderr.trim().replaceAll(folder.path, ""), calls };
}

const validator = { role: undefined };

describe("the command that changes the owner of a data directory", () => {
  it.each(["p2p-private-key", "archiver/data.mdb", "world_state/db", "signing-protection/data.mdb"])(
    "runs if the directory has %s",
    (file) => {
      write(`my data/${file}`);
      expect(run(giveToNode(at("my data"), validator))).toEqual({
        status: 0,
        text: "",
        calls: ["chown -R 10001:10001 ."],
      });
    },
  );

  it("does nothing for a directory without a node's data, or that does not exist", () => {
    write("etc/passwd");
    const other = run(giveToNode(at("etc"), validator));
    expect(other).toEqual({ status: 1, text: "/etc has no data of a node: nothing was changed", calls: [] });
    const missing = run(giveToNode(at("gone"), validator));
    expect([missing.status === 0, missing.calls]).toEqual([false, []]);
  });

  it("knows a broker's data by its directories of epochs", () => {
    write("broker/42/data.mdb");
    const broker = { role: "prover-broker" };
    expect(run(hasNodeData(at("broker"), broker)).status).toBe(0);
    expect(run(hasNodeData(at("broker"), validator)).status).toBe(1);
  });
});

describe("the command that copies a volume", () => {
  const copy = (from: string, subpath = "") => copyVolume({ ...validator, from, subpath, to: "new", image: "aztec:1" });

  it("copies the data and gives it to the node's user", () => {
    write("volumes/old/my data/archiver/data.mdb", "blocks");
    expect(run(copy("old", "my data"))).toEqual({
      status: 0,
      text: "",
      calls: [`chown -R 10001:10001 ${at("volumes/new")}`],
    });
    expect(folder.read("volumes/new/archiver/data.mdb")).toBe("blocks");
  });

  it("fails if the old volume does not exist, and creates neither volume", () => {
    expect(run(copy("gone"))).toEqual({ status: 1, text: "no such volume: gone", calls: [] });
    expect(existsSync(at("volumes"))).toBe(false);
  });

  it("copies nothing from a volume without a node's data", () => {
    write("volumes/old/readme");
    expect(run(copy("old"))).toEqual({
      status: 1,
      text: "/volumes/old has no data of a node: nothing was changed",
      calls: [],
    });
    expect(readdirSync(at("volumes/new"))).toEqual([]);
  });

  it("never copies over the data of a node that ran already", () => {
    write("volumes/old/p2p-private-key", "old");
    write("volumes/new/p2p-private-key", "new");
    const { status, calls } = run(copy("old"));
    expect([status, calls]).toEqual([1, []]);
    expect(folder.read("volumes/new/p2p-private-key")).toBe("new");
  });
});

describe("the command that copies a part of the data with a mount of its own", () => {
  const options = { image: "aztec:1", engine: "docker" } as const;
  const onHost = () =>
    copyPart({ ...options, from: { path: at("ws") }, to: { path: at("data") }, part: "world_state" });
  const inVolumes = () =>
    copyPart({ ...options, from: { volume: "ws", subpath: "old" }, to: { volume: "new" }, part: "a/world_state" });

  it("fills the empty place of the mount, on the host and in a volume", () => {
    write("ws/db/data.mdb", "state");
    write("volumes/ws/old/db/data.mdb", "state");
    folder.makeFolder("data/world_state");
    folder.makeFolder("volumes/new");
    expect(run(onHost())).toEqual({ status: 0, text: "", calls: [] });
    expect(run(inVolumes())).toEqual({
      status: 0,
      text: "",
      calls: [`chown -R 10001:10001 ${at("volumes/new/a/world_state")}`],
    });
    expect([folder.read("data/world_state/db/data.mdb"), folder.read("volumes/new/a/world_state/db/data.mdb")]).toEqual(
      ["state", "state"],
    );
  });

  it("copies a single file", () => {
    write("ws", "key");
    write("data/world_state", "");
    expect(run(onHost()).status).toBe(0);
    expect(folder.read("data/world_state")).toBe("key");
  });

  it("fails for an empty or missing source, and never copies over data", () => {
    expect(run(onHost())).toEqual({ status: 1, text: "/ws has no data: nothing was copied", calls: [] });
    expect(run(inVolumes())).toEqual({ status: 1, text: "no such volume: ws", calls: [] });
    write("ws/data.mdb", "old");
    write("data/world_state/data.mdb", "new");
    expect(run(onHost())).toMatchObject({
      status: 1,
      text: "/data/world_state is not empty: if it has an incomplete copy, remove that and repeat this",
    });
    expect(folder.read("data/world_state/data.mdb")).toBe("new");
  });

  it("mounts a directory beside a volume", () => {
    const mixed = copyPart({ ...options, from: { path: "/mnt/my ws" }, to: { volume: "new" }, part: "ws" });
    expect(mixed).toMatch(
      /^docker volume inspect new >\/dev\/null && docker run --rm --network none --user 0:0 --mount 'type=bind,source=\/mnt\/my ws,target=\/from,ro' --mount type=volume,source=new,target=\/to --entrypoint sh aztec:1 -c '.*' sh \/from \/to\/ws$/,
    );
  });
});

describe("the command that stores a key", () => {
  const options = { stack: "org/aztec/main", image: "aztec:1", engine: "docker" } as const;
  const call = "pulumi config set --secret keystore --stack org/aztec/main";

  it("stores a file of the host or of a volume, and the only keystore of a folder", () => {
    write("keys/key1.json", "{1}");
    write("keys/key1_staker_output.json", "[]");
    write("volumes/old/keys/key2.json", "{2}");
    expect(run(storeKey("keystore", { path: at("keys/key1.json") }, options)).calls).toEqual([call, "{1}"]);
    expect(run(storeKey("keystore", { path: at("keys") }, options)).calls.slice(2)).toEqual([call, "{1}"]);
    const place = { volume: "old", subpath: "keys" };
    expect(run(storeKey("keystore", place, options)).calls.slice(4)).toEqual([call, "{2}"]);
  });

  it.each([
    ["that does not exist", "gone"],
    ["that is empty", "empty"],
    ["of two keystores", "two"],
    ["without a keystore", "none"],
  ])("stores nothing from a place %s", (_, name) => {
    write("empty", "");
    write("two/a.json");
    write("two/b.json");
    write("none/readme");
    const { status, text, calls } = run(storeKey("p2pPrivateKey", { path: at(name) }, options));
    expect([status, calls]).toEqual([1, []]);
    expect(text).toMatch(/p2pPrivateKey was not set$/);
    expect(run(storeKey("p2pPrivateKey", { volume: "gone", subpath: name }, options)).calls).toEqual([]);
  });
});

describe("a quoted word", () => {
  it.each(["plain/path", "my data", "it's", "$HOME", "`id`", "a;b", ""])("%j reaches the program unchanged", (word) => {
    expect(execFileSync("sh", ["-c", `printf %s ${quote(word)}`], { encoding: "utf8" })).toBe(word);
  });
});
