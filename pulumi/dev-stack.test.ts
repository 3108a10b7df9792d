/** The state of development stacks belongs to one checkout. */
import { cpSync, renameSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { refuseCopy } from "./dev-stack";
import { useFolder } from "../test/fixtures/folder";

const folder = useFolder();
beforeEach(() => {
  folder.write("first/.dev/checkout", `${folder.at("first")}\n`);
});

const check = (name: string) => () => {
  refuseCopy(folder.at(name, ".dev"), folder.at(name));
};

describe("the state of development stacks", () => {
  it("in its own checkout, or without a record of one, is used", () => {
    expect(check("first")).not.toThrow();
    folder.makeFolder("second/.dev");
    expect(check("second")).not.toThrow();
  });

  it("in a copy of a checkout is refused, with the command that removes it", () => {
    cpSync(folder.at("first"), folder.at("second"), { recursive: true });
    expect(check("second")).toThrow(`are a copy of those of ${folder.at("first")}: their state, keys and passphrase.`);
    expect(check("second")).toThrow(`Remove the copy: rm -r ${folder.at("second/.dev")}\n`);
  });

  it("in a checkout that was moved is used", () => {
    renameSync(folder.at("first"), folder.at("second"));
    expect(check("second")).not.toThrow();
  });
});
