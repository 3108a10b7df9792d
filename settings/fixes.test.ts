/** Fixes of problems: the commands that operators read, and what an update removes. */
import { describe, expect, it } from "vitest";
import { commandOf } from "./commands";
import { removalOf, withEdits } from "../cli/update/edits";
import { wrong } from "./problems";
import { type Fix, fillInFix, removeFix, setFix } from "./fixes";

const problemWith = (fix: Fix) => wrong("memoryMb", "is wrong", fix);

describe("the command of a fix", () => {
  it.each<[Fix, string]>([
    [setFix("release", "5.2.0"), "pulumi config set release 5.2.0"],
    [setFix("p2p.announceIp"), "pulumi config set --path p2p.announceIp <address>"],
    [setFix("attesterPrivateKey"), "pulumi config set --secret attesterPrivateKey"],
    [setFix("p2p.<setting>"), "pulumi config set --path p2p.<setting> <value>"],
    [fillInFix("memoryMb", "<up to 4096>"), "pulumi config set memoryMb <up to 4096>"],
    [removeFix("image"), "pulumi config rm image"],
    [removeFix("p2p.queryForIp"), "pulumi config rm --path p2p.queryForIp"],
    [removeFix("extraEnv.A-B.C"), `pulumi config rm --path 'extraEnv["A-B.C"]'`],
    [removeFix("extraEnv.A.B"), `pulumi config rm --path 'extraEnv["A.B"]'`],
    [
      { kind: "stop", stack: "org/aztec/blue" },
      "pulumi config set stopped true --stack org/aztec/blue && pulumi up --stack org/aztec/blue",
    ],
  ])("%j", (fix, command) => {
    expect(commandOf(fix)).toBe(command);
  });
});

describe("what an update removes", () => {
  it("is a setting whose fix is its removal", () => {
    expect(removalOf(problemWith(removeFix("p2p.queryForIp")))).toEqual({ path: "p2p.queryForIp" });
    expect(removalOf(problemWith(removeFix("attesterPrivateKey-second")))).toEqual({
      path: "attesterPrivateKey-second",
    });
  });

  it("is a member of a group by its whole name, dots included", () => {
    const edit = removalOf(problemWith(removeFix("extraEnv.A-B.C")));
    expect(edit).toEqual({ path: 'extraEnv["A-B.C"]' });
    const config = { extraEnv: JSON.stringify({ "A-B.C": "1", D: "2" }) };
    expect(withEdits(config, edit ? [edit] : [])).toEqual({ extraEnv: '{"D":"2"}' });
  });

  it("is nothing where the operator has to decide, whatever the texts say", () => {
    expect(removalOf(problemWith(setFix("release", "5.2.0")))).toBeUndefined();
    expect(removalOf(problemWith(fillInFix("memoryMb", "pulumi config rm memoryMb")))).toBeUndefined();
    expect(removalOf(problemWith({ kind: "stop", stack: "blue" }))).toBeUndefined();
    expect(removalOf({ path: "image", setting: "image", message: "pulumi config rm image" })).toBeUndefined();
  });
});
