/** The hook before a node is started on a directory, with commands in place of the host's. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execFileSync } from "node:child_process";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { diskProblem, lookAtDisk, readMounts } from "../resources/host-ready/circumstances";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-mounts-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Looks at a directory on a host with these mount points, now and in /etc/fstab. */
function problemOf(directory: string, now: string, atBoot: readonly string[]) {
  const script = `#!/bin/sh\ncase "$*" in *--fstab*) printf '%s\\n' ${atBoot.join(" ")} ;; *) for at; do :; done; [ -e "$at" ] && echo ${now} ;; esac\n`;
  writeFileSync(path.join(folder, "findmnt"), script);
  writeFileSync(path.join(folder, "systemctl"), "#!/bin/sh\n");
  for (const name of ["findmnt", "systemctl"]) chmodSync(path.join(folder, name), 0o755);
  const env = { PATH: `${folder}:/usr/bin:/bin` };
  return diskProblem(
    directory,
    readMounts(execFileSync("sh", ["-c", lookAtDisk(directory)], { env, encoding: "utf8" })),
  );
}

describe("a directory for the data", () => {
  it("whose disk is not mounted is refused, with the command that mounts it", () => {
    expect(problemOf(folder, "/", ["/", "/boot", folder])).toEqual({
      message: `the disk of ${folder} (storage.path), ${folder}, is not mounted: a node would start on an empty directory, without its record of signatures`,
      remedy: `on the host: sudo mount ${folder}`,
    });
    const parent = path.dirname(folder);
    expect(problemOf(folder, "/", ["/", parent])?.remedy).toBe(`on the host: sudo mount ${parent}`);
  });

  it("below two mount points needs the inner one", () => {
    expect(problemOf(folder, path.dirname(folder), ["/", path.dirname(folder), folder])?.remedy).toBe(
      `on the host: sudo mount ${folder}`,
    );
  });

  it("that is not there is refused", () => {
    expect(problemOf(`${folder}/missing`, "/", ["/"])?.remedy).toBe(
      `on the host, with its disk mounted: sudo mkdir -p ${folder}/missing`,
    );
  });

  it("that is not there, as its disk is not mounted, needs the disk", () => {
    expect(problemOf(`${folder}/missing/too`, "/", ["/", folder])?.remedy).toBe(`on the host: sudo mount ${folder}`);
  });

  it("whose disk is mounted, or that is on the system's own, is right", () => {
    expect(problemOf(folder, folder, ["/", folder])).toBeUndefined();
    expect(problemOf(folder, "/", ["/"])).toBeUndefined();
    expect(problemOf(folder, folder, ["/"])).toBeUndefined();
    expect(problemOf(folder, folder, ["/", path.dirname(folder)])).toBeUndefined();
  });

  it("that could not be looked at is left to Docker", () => {
    expect(diskProblem(folder, readMounts(""))).toBeUndefined();
  });
});
