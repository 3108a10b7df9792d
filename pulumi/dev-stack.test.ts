/** The state of development stacks belongs to one checkout. */
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { refuseCopy } from "./dev-stack";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-copy-"));
  mkdirSync(path.join(folder, "first", ".dev"), { recursive: true });
  writeFileSync(path.join(folder, "first", ".dev", "checkout"), `${path.join(folder, "first")}\n`);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const check = (name: string) => () => {
  refuseCopy(path.join(folder, name, ".dev"), path.join(folder, name));
};

describe("the state of development stacks", () => {
  it("in its own checkout, or without a record of one, is used", () => {
    expect(check("first")).not.toThrow();
    mkdirSync(path.join(folder, "second", ".dev"), { recursive: true });
    expect(check("second")).not.toThrow();
  });

  it("in a copy of a checkout is refused, with the command that removes it", () => {
    cpSync(path.join(folder, "first"), path.join(folder, "second"), { recursive: true });
    expect(check("second")).toThrow(
      `are a copy of those of ${path.join(folder, "first")}: their state, keys and passphrase.`,
    );
    expect(check("second")).toThrow(`Remove the copy: rm -r ${path.join(folder, "second", ".dev")}\n`);
  });

  it("in a checkout that was moved is used", () => {
    renameSync(path.join(folder, "first"), path.join(folder, "second"));
    expect(check("second")).not.toThrow();
  });
});
