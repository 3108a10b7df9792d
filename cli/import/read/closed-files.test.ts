/** Files that this user may not read. Root may read all of them, so a stand-in refuses those without any permission. */
import type * as fs from "node:fs";
import { chmodSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { useFolder } from "../../../test/fixtures/folder";
import { copyOf, savedProject } from "./disk";
import { readOldInstallation } from "./old-files";

vi.mock("node:fs", async (original) => {
  const real = await original<typeof fs>();
  const accessSync: typeof fs.accessSync = (name, mode) => {
    if ((real.statSync(name).mode & 0o777) === 0) throw new Error("EACCES: permission denied");
    real.accessSync(name, mode);
  };
  return { ...real, accessSync };
});

const folder = useFolder();
const { at, makeFolder, write } = folder;

function refusal(name: string): string {
  try {
    readOldInstallation([at(name)], { shell: {} });
    return "no error";
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(folder.path, "~") : "";
  }
}

it("what this user may not read is refused with the command that makes it readable", () => {
  write("closed.env", "A=1", 0o000);
  write("own/compose.yml", "services: {}");
  write("own/.env", "A=1", 0o000);
  makeFolder("closed");
  chmodSync(at("closed"), 0o000);
  const refusals = ["closed.env", "own", "closed", "closed/aztec"].map(refusal);
  chmodSync(at("closed"), 0o700);
  const project = (name: string) => savedProject(at(name)).replace(folder.path, "~");
  expect(refusals).toEqual([
    `~/closed.env cannot be read: ${copyOf(at("closed.env")).replace(folder.path, "~")}`,
    `~/own/.env cannot be read: ${project("own")}`,
    `~/closed cannot be read: ${project("closed")}`,
    `~/closed/aztec cannot be seen, since ~/closed cannot be entered: ${project("closed/aztec")}`,
  ]);
});
