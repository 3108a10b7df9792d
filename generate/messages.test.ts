import path from "node:path";
import { describe, expect, it } from "vitest";
import { messagesIn, messagesOf } from "./messages";

/** After a change: `vitest run generate/messages.test.ts -u`, and read the diff as an operator would. */
const GOLDEN = path.join(__dirname, "../test/golden/messages.txt");

describe("the messages of a source", () => {
  it("are its readable texts in order, with named placeholders", () => {
    const source = [
      'import fs from "a package";',
      "const text = `${node.name} is not ready after ${seconds} s: ${describe(error)}`;",
      'throw new Error("Nothing was changed.");',
      'option("--stack <name>", "the stack to use");',
    ];
    expect(messagesIn("a.ts", source.join("\n"))).toEqual([
      "{name} is not ready after {seconds} s: {describe}",
      "Nothing was changed.",
      "the stack to use",
    ]);
  });

  it("include those inside the placeholders of another text", () => {
    expect(messagesIn("a.ts", 'log(`The end. ${isDone ? "All is done" : "not yet"}`);')).toEqual([
      "The end. {…}",
      "All is done",
      "not yet",
    ]);
  });

  it.each([
    ["names", 'const names = { "first name": "--stack", kind: "full-node" };'],
    ["text that is searched for", 'if (text.includes("no such volume") || text === "not found") stop();'],
    ["types", 'type Phase = "one way" | "other way";'],
    ["scripts of a shell", 'run("set -eu; cat file name");'],
    ["SQL", 'database.exec("SELECT name FROM table");'],
  ])("do not include %s", (_name, source) => {
    expect(messagesIn("a.ts", source)).toEqual([]);
  });
});

describe("the messages of the program", () => {
  it("equal the reviewed ones in test/golden/messages.txt", async () => {
    await expect(messagesOf(path.join(__dirname, ".."))).toMatchFileSnapshot(GOLDEN);
  });

  it("name the stack in each command that `pulumi up` prints: another one may be selected", () => {
    const ofUp = /^(components|images|node|program|remote|resources|settings)\//;
    const command = /\b(pulumi (config (set|rm)|up|state|destroy|refresh|cancel)|aztec-validator [a-z]+)\b(?!`)/;
    const names = /--(stack|from) |\{stackOption\}|\{option\}|\{setCommand\}|\{removeCommand\}/;
    const parts = messagesOf(path.join(__dirname, "..")).split(/\n\n+/);
    const without = parts
      .filter((part) => ofUp.test(part.trimStart()))
      .flatMap((part) => part.split("\n").filter((line) => command.test(line) && !names.test(line)));
    // The last release that read them is older than any stack.
    expect(without).toEqual(Array(2).fill("  since 4.1 a node does not update itself; aztec-validator update does it"));
  });
});
