import fs, { readdirSync, readlinkSync, statSync, symlinkSync } from "node:fs";
import { expect, it, vi } from "vitest";
import { useFolder } from "../test/fixtures/folder";
import { writeAtomically } from "./atomic-write";

const calls = vi.hoisted((): string[] => []);
vi.mock("node:fs", async (original) => {
  const real = await original<typeof fs>();
  const recorded =
    (name: "fsyncSync" | "renameSync") =>
    (...args: never[]) => {
      calls.push(name);
      Reflect.apply(real[name], real, args);
    };
  return { ...real, fsyncSync: recorded("fsyncSync"), renameSync: recorded("renameSync") };
});

const folder = useFolder();

it("a text is on the disk before it takes the file's name, and the name before the call returns", () => {
  folder.write("a", "before");
  calls.length = 0;
  writeAtomically(folder.at("a"), "after", 0o600);
  expect(calls).toEqual(["fsyncSync", "renameSync", "fsyncSync"]);
  expect(folder.read("a")).toBe("after");
  expect(statSync(folder.at("a")).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder.at(""))).toEqual(["a"]);
});

it("a file that cannot be replaced leaves nothing beside it", () => {
  folder.write("directory/file", "");
  expect(() => {
    writeAtomically(folder.at("directory"), "text");
  }).toThrow("EISDIR");
  expect(readdirSync(folder.at(""))).toEqual(["directory"]);
});

it("a link to a file in another folder stays one", () => {
  folder.write("private/Pulumi.main.yaml", "before");
  symlinkSync("private/Pulumi.main.yaml", folder.at("Pulumi.main.yaml"));
  writeAtomically(folder.at("Pulumi.main.yaml"), "after");
  expect(readlinkSync(folder.at("Pulumi.main.yaml"))).toBe("private/Pulumi.main.yaml");
  expect(folder.read("private/Pulumi.main.yaml")).toBe("after");
});
