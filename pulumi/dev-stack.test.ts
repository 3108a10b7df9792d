/** The state of development stacks belongs to one checkout. */
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { DEV_DIR, findStack, findStackToRemove, privateConfigFile, PROJECT_DIR, refuseCopy } from "./dev-stack";
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

describe("a stack without a settings file", () => {
  const messageOf = (name: string, caller = PROJECT_DIR) => {
    vi.stubEnv("AZTEC_VALIDATOR_CWD", caller);
    try {
      findStack(name);
      return [];
    } catch (error) {
      return (error instanceof Error ? error.message : "").split("\n");
    } finally {
      vi.unstubAllEnvs();
    }
  };

  it("of the operator's own names the stacks that there are, and the command that creates it", () => {
    const [first, ...others] = messageOf("no-such");
    expect(first).toMatch(
      /^There is no stack "no-such": Pulumi\.no-such\.yaml is missing\. Stacks in this folder: (.*, )?dev(, .*)?\.$/,
    );
    expect(others).toEqual(["  To create it: aztec-validator config --stack no-such"]);
  });

  it("whose name begins with dev- gets commands that make one, with ports of its own", () => {
    expect(messageOf("dev-no-such").slice(1)).toEqual([
      "  By its name (dev, or dev-…) it is a development stack. A stack of your own needs another name.",
      "  A further stack of the development chain: make up STACK=dev-2",
      "  This one, with a chain and ports of its own:",
      "      cp Pulumi.dev.yaml Pulumi.dev-no-such.yaml",
      String.raw`      printf '  rpcPort: 8380\n  p2p:\n    port: 40700\n' >> Pulumi.dev-no-such.yaml`,
      "      make up STACK=dev-no-such",
    ]);
  });

  it("gets the same commands with the checkout's path in another folder", () => {
    expect(messageOf("dev-no-such", "/").slice(2)).toEqual([
      `  A further stack of the development chain: make up STACK=dev-2 -C ${PROJECT_DIR}`,
      "  This one, with a chain and ports of its own:",
      `      cp '${PROJECT_DIR}/Pulumi.dev.yaml' '${PROJECT_DIR}/Pulumi.dev-no-such.yaml'`,
      String.raw`      printf '  rpcPort: 8380\n  p2p:\n    port: 40700\n' >> '${PROJECT_DIR}/Pulumi.dev-no-such.yaml'`,
      `      make up STACK=dev-no-such -C ${PROJECT_DIR}`,
    ]);
  });

  it("with a name that no stack can have gets the rule, and no command", () => {
    expect(messageOf("../x")).toEqual([
      'There is no stack "../x": a stack\'s name has only letters, digits, `.`, `-` and `_`, up to 100, and does not begin with a dot.',
    ]);
  });
});

it("a development stack whose settings file was deleted is removed by the copy of it, and found for nothing else", () => {
  const [name, copy] = ["dev-deleted", privateConfigFile("dev-deleted")];
  mkdirSync(DEV_DIR, { recursive: true, mode: 0o700 });
  writeFileSync(copy, "config: {}\n", { mode: 0o600 });
  try {
    expect(findStackToRemove(name)).toMatchObject({ name, isDev: true, settingsFile: copy, config: copy });
    expect(() => findStack(name)).toThrow('There is no stack "dev-deleted"');
  } finally {
    rmSync(copy);
  }
  expect(() => findStackToRemove(name)).toThrow('There is no stack "dev-deleted"');
});
