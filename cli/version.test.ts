import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { version } from "../package.json";
import { useFolder } from "../test/fixtures/folder";
import { versionText } from "./version";

const folder = useFolder();
const git = (...args: string[]) =>
  execFileSync("git", ["-C", folder.path, "-c", "user.name=a", "-c", "user.email=a@b", ...args], { encoding: "utf8" });

it("names the commit of a checkout, and whether its files were changed", () => {
  git("init", "--quiet");
  folder.write("a", "1");
  git("add", "a");
  git("commit", "--quiet", "--message", "a");
  git("tag", "v9");
  const commit = git("rev-parse", "--short", "HEAD").trim();
  expect(versionText(folder.path)).toBe(`aztec-validator ${version}, commit ${commit}`);
  folder.write("a", "2");
  expect(versionText(folder.path)).toBe(`aztec-validator ${version}, commit ${commit}-dirty`);
});

it("is the package's version alone outside a checkout", () => {
  expect(versionText(folder.path)).toBe(`aztec-validator ${version}`);
});
