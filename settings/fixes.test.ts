/** The commands of fixes. */
import { describe, expect, it } from "vitest";
import { commandOf } from "./commands";
import { type Fix, fillInFix, removeFix, setFix } from "./fixes";

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
