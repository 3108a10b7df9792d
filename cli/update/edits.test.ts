/** Removal of the settings that a new release does not accept. */
import { describe, expect, it } from "vitest";
import { type Fix, fillInFix, removeFix, setFix } from "../../settings/fixes";
import { wrong } from "../../settings/problems";
import { removalOf, withEdits } from "./edits";

const problemWith = (fix: Fix) => wrong("memoryMb", "is wrong", fix);

describe("an update removes", () => {
  it("a setting whose fix is its removal", () => {
    expect(removalOf(problemWith(removeFix("p2p.queryForIp")))).toEqual({ path: "p2p.queryForIp" });
    expect(removalOf(problemWith(removeFix("coinbase-second")))).toEqual({ path: "coinbase-second" });
  });

  it("a member of a group by its whole name, dots included", () => {
    const edit = removalOf(problemWith(removeFix("extraEnv.A-B.C")));
    expect(edit).toEqual({ path: "extraEnv.A-B.C" });
    const config = { extraEnv: JSON.stringify({ "A-B.C": "1", D: "2" }) };
    expect(withEdits(config, edit ? [edit] : [])).toEqual({ extraEnv: '{"D":"2"}' });
  });

  it("no key: its settings may be the only copy", () => {
    expect(removalOf(problemWith(removeFix("attesterPrivateKey-second")))).toBeUndefined();
    expect(removalOf(problemWith(removeFix("extraEnv.OLD_PRIVATE_KEY")))).toBeUndefined();
  });

  it("nothing if the operator has to decide, whatever the texts say", () => {
    expect(removalOf(problemWith(setFix("release", "5.2.0")))).toBeUndefined();
    expect(removalOf(problemWith(fillInFix("memoryMb", "pulumi config rm memoryMb")))).toBeUndefined();
    expect(removalOf(problemWith({ kind: "stop", stack: "blue" }))).toBeUndefined();
    expect(removalOf({ path: "image", setting: "image", message: "pulumi config rm image" })).toBeUndefined();
  });
});
