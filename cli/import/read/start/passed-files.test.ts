/** Files that a script or unit reads: copies of them can be passed, and one that cannot be read is never skipped. */
import { describe, expect, it } from "vitest";
import { readOldInstallation } from "../old-files";
import { useFolder } from "../../../../test/fixtures/folder";

const folder = useFolder();
const { at, makeFolder, write } = folder;

const START = "aztec start --node --network testnet";

function envOf(...files: string[]) {
  const { installation } = readOldInstallation(files, { shell: {} });
  return { P2P_IP: installation.env.P2P_IP, LOG_LEVEL: installation.env.LOG_LEVEL };
}

describe("a file that is passed with a script or unit", () => {
  it.each([
    ["start.sh", `set -a; . /gone/node.env\n${START}\n`],
    ["start.sh", `[ -f /gone/node.env ] && . /gone/node.env\nexport P2P_IP LOG_LEVEL\n${START}\n`],
    ["run.txt", `docker run --env-file /gone/node.env aztecprotocol/aztec:5.2.0 start --node\n`],
    ["aztec.service", `[Service]\nEnvironmentFile=/gone/node.env\nExecStart=${START}\n`],
    ["aztec.service", `[Service]\nEnvironmentFile=-/gone/node.env\nExecStart=${START}\n`],
    [
      "aztec.container",
      "[Container]\nImage=aztecprotocol/aztec:5.2.0\nEnvironmentFile=/gone/node.env\nExec=start --node\n",
    ],
  ])("takes the place of the one of its name that %s reads: %j", (name, text) => {
    const file = write(name, text);
    const copy = write("copies/node.env", "P2P_IP=20.30.40.50\nLOG_LEVEL=debug\n");
    const env = { P2P_IP: "20.30.40.50", LOG_LEVEL: "debug" };
    expect([envOf(file, copy), envOf(copy, file)]).toEqual([env, env]);
  });

  it("takes the place of one file only", () => {
    const unit = `[Service]\nEnvironmentFile=/gone/a/.env\nEnvironmentFile=/gone/b/.env\nExecStart=${START}\n`;
    expect(() => envOf(write("aztec.service", unit), write(".env", "P2P_IP=20.30.40.50\n"))).toThrow(
      "aztec.service reads /gone/b/.env, which does not exist here: pass a copy of it too",
    );
  });

  it("is refused if nothing reads it: its values would be lost", () => {
    write("here.env", "P2P_IP=20.30.40.50\n");
    const file = write("start.sh", `set -a; . ./here.env\n${START}\n`);
    const unused = (name: string) =>
      `${at(name)} would not be used: ${file} reads no file of this name that is missing here`;
    expect(() => envOf(file, write(".env", "P2P_IP=1.2.3.4\n"))).toThrow(unused(".env"));
    expect(() => envOf(file, write("copies/here.env", "P2P_IP=1.2.3.4\n"))).toThrow(unused("copies/here.env"));
    expect(envOf(file, at("here.env")).P2P_IP).toBe("20.30.40.50");
  });

  it("is a drop-in of a unit, in any order", () => {
    const unit = write("aztec.service", `[Service]\nEnvironment=P2P_IP=1.2.3.4\nExecStart=${START}\n`);
    const dropIn = write("mine.conf", "[Service]\nEnvironment=P2P_IP=20.30.40.50\n");
    expect([envOf(unit, dropIn).P2P_IP, envOf(dropIn, unit).P2P_IP]).toEqual(["20.30.40.50", "20.30.40.50"]);
  });
});

describe("an optional file that is there and cannot be read", () => {
  it.each([
    ["a unit's", "aztec.service", (file: string) => `[Service]\nEnvironmentFile=-${file}\nExecStart=${START}\n`],
    ["a script's", "start.sh", (file: string) => `[ -e ${file} ] && . ${file}\n${START}\n`],
    [
      "a service's",
      "compose.yml",
      (file: string) =>
        `services: {node: {image: "aztecprotocol/aztec:5.2.0", env_file: [{path: ${file}, required: false}]}}`,
    ],
  ])("is refused as a required one, and skipped if it is missing: %s", (_, name, text) => {
    const file = makeFolder("settings.env");
    expect(() => envOf(write(name, text(file)))).toThrow(`${file} is a folder, but a file has this name`);
    expect(envOf(write(name, text(at("gone.env"))))).toEqual({});
  });

  it("is refused if its name is not known", () => {
    const unit = (name: string) => write("aztec.service", `[Service]\nEnvironmentFile=-${name}\nExecStart=${START}\n`);
    expect(() => envOf(unit("/etc/aztec/*.env"))).toThrow(
      "reads /etc/aztec/*.env, which stands for a name that import",
    );
    expect(() => envOf(unit("%d/node.env"))).toThrow("reads %d/node.env, which stands for a name that import does not");
    const service = `services: {node: {image: "aztecprotocol/aztec:5.2.0", env_file: [{path: "\${GONE}.env", required: false}]}}`;
    expect(() => envOf(write("compose.yml", service))).toThrow("${GONE}.env does not exist here, and its variables");
  });
});
