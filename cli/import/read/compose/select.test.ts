/** The files of a folder are those that `docker compose` would use there; files that were left out are named. */
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readOldInstallation } from "../old-files";
import { useFolder } from "../../../../test/fixtures/folder";

const folder = useFolder();

/** Writes files; a compose file without content has a node. */
function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    folder.write(name, text || `services: {node: {image: "aztecprotocol/aztec:5.2.0"}}`);
  }
}

/** @returns the names of the files that are read, and the notes without the folder */
function read(names: readonly string[], shell: Readonly<Record<string, string>> = {}) {
  const old = readOldInstallation(
    names.map((name) => folder.at(name)),
    { shell },
  );
  return {
    read: old.read.map((file) => path.relative(folder.path, file)),
    notes: old.installation.notes?.map((note) => note.replaceAll(`${folder.path}/`, "")),
    project: old.installation.compose?.project,
    volumes: old.installation.mounts.map(({ volume }) => volume),
  };
}

/** @returns how Docker Compose is called by hand, without the folder */
function command(names: readonly string[]): string {
  const { installation } = readOldInstallation(
    names.map((name) => folder.at(name)),
    { shell: {} },
  );
  const { options = [], files = [] } = installation.compose ?? {};
  return [...options, ...files.flatMap((file) => ["-f", file])].join(" ").replaceAll(`${folder.path}/`, "");
}

describe("a folder", () => {
  it.each([
    [["docker-compose.yml", "docker-compose.yaml"], ["docker-compose.yml"]],
    [
      ["compose.yml", "docker-compose.override.yml", "docker-compose.yml"],
      ["compose.yml", "docker-compose.override.yml"],
    ],
    [
      ["compose.yaml", "compose.override.yaml", "docker-compose.override.yml", ".env"],
      ["compose.yaml", "compose.override.yaml", ".env"],
    ],
  ])("with %j has the files %j", (files, expected) => {
    write(Object.fromEntries(files.map((name) => [name, name === ".env" ? "A=1" : ""])));
    expect(read(["."]).read).toEqual(expected);
  });

  it("has the files and the project of the .env's COMPOSE_FILE and COMPOSE_PROJECT_NAME", () => {
    write({
      ".env": "COMPOSE_FILE=validator.yml:ext-network.yml\nCOMPOSE_PROJECT_NAME=eth\n",
      "docker-compose.yml": "",
      "validator.yml": `services: {node: {image: "aztecprotocol/aztec:5.2.0", volumes: ["data:/data"]}}\nvolumes: {data: }`,
      "ext-network.yml": "networks: {default: {name: eth_default, external: true}}",
    });
    expect(read(["."])).toEqual({
      read: ["validator.yml", "ext-network.yml", ".env"],
      notes: [],
      project: "eth",
      volumes: ["eth_data"],
    });
    expect(read([".env"]).read).toEqual(["validator.yml", "ext-network.yml", ".env"]);
  });

  it("follows COMPOSE_PATH_SEPARATOR, and the shell before the .env", () => {
    write({
      ".env": "COMPOSE_FILE=a.yml,sub/b.yml\nCOMPOSE_PATH_SEPARATOR=,",
      "a.yml": "",
      "sub/b.yml": "",
      "c.yml": "",
    });
    expect(read(["."]).read).toEqual(["a.yml", "sub/b.yml", ".env"]);
    expect(read(["."], { COMPOSE_FILE: "c.yml" })).toMatchObject({
      read: ["c.yml", ".env"],
      notes: ["COMPOSE_FILE: taken from this shell, whose variables win over the .env as in Docker Compose"],
    });
  });

  it("without a file that COMPOSE_FILE names is refused", () => {
    write({ ".env": "COMPOSE_FILE=a.yml:gone.yml", "a.yml": "" });
    expect(() => read(["."])).toThrow(`${folder.path}/gone.yml does not exist, and COMPOSE_FILE names it`);
  });
});

describe("a compose file by its name", () => {
  it("is read alone, and the override beside it is named", () => {
    write({ "docker-compose.yml": "", "docker-compose.override.yml": "" });
    expect(read(["docker-compose.yml"])).toMatchObject({
      read: ["docker-compose.yml"],
      notes: [
        "docker-compose.override.yml: not read, since only other files were named. If the node used it, pass the folder",
      ],
    });
    expect(read(["docker-compose.yml", "docker-compose.override.yml"]).notes).toEqual([]);
  });

  it("with a .env is read without the compose files beside it", () => {
    const testnet = `services: {node: {image: "aztecprotocol/aztec:5.2.0", environment: {NETWORK: testnet}}}`;
    write({ "docker-compose.yml": "", "docker-compose.testnet.yml": testnet, ".env": "A=1" });
    expect(read(["docker-compose.testnet.yml", ".env"]).read).toEqual(["docker-compose.testnet.yml", ".env"]);
    expect(read([".env"]).read).toEqual(["docker-compose.yml", ".env"]);
  });

  it("is read once, also if it is named twice or is in a folder that is named too", () => {
    write({ "docker-compose.yml": "", ".env": "A=1" });
    for (const names of [
      ["docker-compose.yml", ".env"],
      ["docker-compose.yml", ".", "docker-compose.yml", ".env"],
    ]) {
      expect(read(names).read).toEqual(["docker-compose.yml", ".env"]);
      expect(command(names)).toBe("-f docker-compose.yml");
    }
  });

  it("has all files of variables that are named, in their order, and the printed command names them", () => {
    write({
      "docker-compose.yml": `services: {node: {image: "aztecprotocol/aztec:5.2.0", environment: {A: $A, B: $B, C: "\${C:-no}"}}}`,
      ".env": "C=of the usual file",
      "common.env": "A=common\nB=common",
      "val1.env": "B=$A and val1",
    });
    const names = ["docker-compose.yml", "common.env", "val1.env"];
    const { installation } = readOldInstallation(
      names.map((name) => folder.at(name)),
      { shell: {} },
    );
    expect(installation.env).toEqual({ A: "common", B: "common and val1", C: "no" });
    expect(read(names).read).toEqual(names);
    expect(command(names)).toBe("--env-file common.env --env-file val1.env -f docker-compose.yml");
    expect(command([...names, ".env"])).toBe(
      "--env-file common.env --env-file val1.env --env-file .env -f docker-compose.yml",
    );
  });

  it("beside a script that starts a node is refused: only one of them would be read", () => {
    write({ "docker-compose.yml": "", "start.sh": "aztec start --node\n" });
    const alone = `${folder.at("start.sh")} starts a node itself, so ${folder.at("docker-compose.yml")} would not be read.`;
    expect(() => read(["docker-compose.yml", "start.sh"])).toThrow(alone);
    expect(() => read(["start.sh", "gone.yml"])).toThrow(`${folder.at("gone.yml")} does not exist`);
  });

  it("with a .env that has a start command is no script", () => {
    write({ "docker-compose.yml": "", ".env": "COMMAND=aztec start --node\n" });
    expect(read(["docker-compose.yml", ".env"]).read).toEqual(["docker-compose.yml", ".env"]);
  });
});

describe("keys that are secrets of the project", () => {
  it("are read from their files and variables", () => {
    write({
      p2p: "ab".repeat(32),
      ".env": `KEYSTORE='{"schemaVersion":1}'`,
      "compose.yml": `services:
  node:
    image: aztecprotocol/aztec:5.2.0
    environment: {PEER_ID_PRIVATE_KEY_PATH: /run/secrets/p2p, KEY_STORE_DIRECTORY: /keys}
    secrets: [p2p, {source: keystore, target: /keys/key1.json}]
secrets: {p2p: {file: ./p2p}, keystore: {environment: KEYSTORE}}
`,
    });
    expect(readOldInstallation([folder.path], { shell: {} }).keyFiles).toMatchObject({
      p2pKey: { from: folder.at("p2p"), text: "ab".repeat(32) },
      keystores: [{ from: "/keys/key1.json", text: '{"schemaVersion":1}' }],
    });
  });
});
