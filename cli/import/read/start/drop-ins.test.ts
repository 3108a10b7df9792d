/** Drop-ins of a unit or Quadlet are found where systemd and podman find them, and override each other in the same order. */
import { symlinkSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readOldInstallation } from "../old-files";
import { useFolder } from "../../../../test/fixtures/folder";

const folder = useFolder();
const { at, makeFolder, write } = folder;

const UNIT = "[Service]\nEnvironment=DATA_DIRECTORY=/data\nExecStart=aztec start --node --network testnet\n";
const QUADLET = "[Container]\nImage=aztecprotocol/aztec:5.2.0\nExec=start --node --network testnet\n";

/** Writes a drop-in that sets variables. */
function dropIn(name: string, variables: string): void {
  write(name, `[${name.includes("container") ? "Container" : "Service"}]\nEnvironment=${variables}\n`);
}

/** @param name below the folder that stands for the root of the machine */
function read(name: string, text: string, ...passed: string[]) {
  const files = [write(name, text), ...passed];
  const { installation } = readOldInstallation(files, { shell: { HOME: at("home/me") }, root: folder.path });
  const { DATA_DIRECTORY: _, PWD: __, ...env } = installation.env;
  return { env, notes: installation.notes?.map((note) => note.replace(folder.path, "")) };
}

describe("the drop-ins of a unit", () => {
  it.each([
    ["a copy elsewhere", "home/me/aztec@one.service"],
    ["one of a package", "usr/lib/systemd/system/aztec@one.service"],
    ["one of the operator", "etc/systemd/system/aztec@one.service"],
  ])("are those of its name, its template and its prefixes, for %s", (_, name) => {
    dropIn("etc/systemd/system/aztec@one.service.d/a.conf", "A=1");
    dropIn("run/systemd/system/aztec@.service.d/b.conf", "B=1");
    dropIn("usr/lib/systemd/system/service.d/c.conf", "C=1");
    dropIn("etc/systemd/system/other.service.d/d.conf", "D=1");
    expect(read(name, UNIT).env).toEqual({ A: "1", B: "1", C: "1" });
  });

  it("with one name count once, from /etc before /run before /usr/lib; others apply by their names", () => {
    dropIn("usr/lib/systemd/system/aztec.service.d/10.conf", "A=usr B=usr");
    dropIn("run/systemd/system/aztec.service.d/10.conf", "A=run B=run");
    dropIn("etc/systemd/system/aztec.service.d/10.conf", "A=etc");
    dropIn("usr/lib/systemd/system/aztec.service.d/20.conf", "C=late");
    dropIn("etc/systemd/system/aztec.service.d/15.conf", "C=early");
    dropIn("etc/systemd/system/aztec-.service.d/10.conf", "D=1");
    expect(read("usr/lib/systemd/system/aztec.service", UNIT).env).toEqual({ A: "etc", C: "late" });
  });

  it("of a name with dashes are those of each prefix too, the longest first", () => {
    dropIn("etc/systemd/system/a-.service.d/10.conf", "A=short");
    dropIn("etc/systemd/system/a-b-.service.d/10.conf", "A=long");
    expect(read("a-b-c.service", UNIT).env).toEqual({ A: "long" });
  });

  it("are hidden by a link to /dev/null", () => {
    dropIn("usr/lib/systemd/system/aztec.service.d/10.conf", "A=1");
    makeFolder("etc/systemd/system/aztec.service.d");
    symlinkSync("/dev/null", at("etc/systemd/system/aztec.service.d/10.conf"));
    expect(read("aztec.service", UNIT).env).toEqual({});
  });

  it("beside a copy, or passed with it, come before those of this machine, and the latter are named", () => {
    dropIn("etc/systemd/system/aztec.service.d/10.conf", "A=etc");
    dropIn("etc/systemd/system/aztec.service.d/20.conf", "B=etc");
    expect(read("copy/aztec.service", UNIT)).toEqual({
      env: { A: "etc", B: "etc" },
      notes: [10, 20].map(
        (name) =>
          `/etc/systemd/system/aztec.service.d/${name}.conf: read too, since it changes aztec.service on this machine`,
      ),
    });
    dropIn("copy/aztec.service.d/10.conf", "A=copy");
    expect(read("copy/aztec.service", UNIT).env).toEqual({ A: "copy", B: "etc" });
    write("20.conf", "[Service]\nEnvironment=B=passed\n");
    expect(read("copy/aztec.service", UNIT, at("20.conf")).env).toEqual({ A: "copy", B: "passed" });
  });

  it("that cannot be read are refused", () => {
    const file = makeFolder("etc/systemd/system/aztec.service.d/10.conf");
    expect(() => read("aztec.service", UNIT)).toThrow(`${file} is a folder, but a file has this name`);
  });

  it("of a user are in the user's folders", () => {
    dropIn("etc/systemd/user/aztec.service.d/10.conf", "A=1");
    dropIn("etc/systemd/system/aztec.service.d/20.conf", "B=1");
    dropIn("home/me/.config/systemd/user/aztec@.service.d/30.conf", "C=1");
    expect(read("home/me/.config/systemd/user/aztec.service", UNIT).env).toEqual({ A: "1" });
  });
});

describe("the drop-ins of a Quadlet", () => {
  it("are read beside it and in podman's folders", () => {
    dropIn("etc/containers/systemd/aztec.container.d/10.conf", "A=1");
    dropIn("etc/containers/systemd/container.d/20.conf", "B=1");
    dropIn("copy/aztec.container.d/30.conf", "C=1");
    expect(read("copy/aztec.container", QUADLET).env).toEqual({ A: "1", B: "1", C: "1" });
  });
});
