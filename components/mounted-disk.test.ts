/** The hook before a node is started on a directory, with commands in place of the host's. */
import path from "node:path";
import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { diskProblem, lookAtDisk, readMounts } from "../resources/host-ready/circumstances";
import { useFolder } from "../test/fixtures/folder";

const folder = useFolder();

/** Looks at a directory on a host with these mount points, now and in /etc/fstab. */
function problemOf(directory: string, now: string, atBoot: readonly string[]) {
  const script = `case "$*" in *--fstab*) printf '%s\\n' ${atBoot.join(" ")} ;; *) for at; do :; done; [ -e "$at" ] && echo ${now} ;; esac`;
  folder.program("findmnt", script);
  folder.program("systemctl", "exit 0");
  const env = { PATH: `${folder.path}:/usr/bin:/bin` };
  return diskProblem(
    directory,
    readMounts(execFileSync("sh", ["-c", lookAtDisk(directory)], { env, encoding: "utf8" })),
  );
}

describe("a directory for the data", () => {
  it("whose disk is not mounted is refused, with the command that mounts it", () => {
    expect(problemOf(folder.path, "/", ["/", "/boot", folder.path])).toEqual({
      message: `the disk of ${folder.path} (storage.path), ${folder.path}, is not mounted: a node would start on an empty directory, without its record of signatures`,
      remedy: `on the host: sudo mount ${folder.path}`,
    });
    const parent = path.dirname(folder.path);
    expect(problemOf(folder.path, "/", ["/", parent])?.remedy).toBe(`on the host: sudo mount ${parent}`);
  });

  it("below two mount points needs the inner one", () => {
    expect(
      problemOf(folder.path, path.dirname(folder.path), ["/", path.dirname(folder.path), folder.path])?.remedy,
    ).toBe(`on the host: sudo mount ${folder.path}`);
  });

  it("that is not there is refused", () => {
    expect(problemOf(`${folder.path}/missing`, "/", ["/"])?.remedy).toBe(
      `on the host, with its disk mounted: sudo mkdir -p ${folder.path}/missing`,
    );
  });

  it("that is not there, as its disk is not mounted, needs the disk", () => {
    expect(problemOf(`${folder.path}/missing/too`, "/", ["/", folder.path])?.remedy).toBe(
      `on the host: sudo mount ${folder.path}`,
    );
  });

  it("whose disk is mounted, or that is on the system's own, is right", () => {
    expect(problemOf(folder.path, folder.path, ["/", folder.path])).toBeUndefined();
    expect(problemOf(folder.path, "/", ["/"])).toBeUndefined();
    expect(problemOf(folder.path, folder.path, ["/"])).toBeUndefined();
    expect(problemOf(folder.path, folder.path, ["/", path.dirname(folder.path)])).toBeUndefined();
  });

  it("that could not be looked at is left to Docker", () => {
    expect(diskProblem(folder.path, readMounts(""))).toBeUndefined();
  });
});
