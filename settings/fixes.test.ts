/** The commands of fixes. */
import { describe, expect, it } from "vitest";
import { commandOf } from "./commands";
import { type Fix, fillInFix, moveFix, removeFix, removeKeyFix, setFix } from "./fixes";

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
    [removeFix("aws.tags.team"), "pulumi config rm --path aws.tags.team"],
    [removeFix("aws.tags.aws:team"), `pulumi config rm --path 'aws.tags["aws:team"]'`],
    [removeFix("p2p.a.b"), `pulumi config rm --path 'p2p["a.b"]'`],
    [removeFix("a name"), "pulumi config rm 'a name'"],
    [removeKeyFix("p2p.prot"), "pulumi config rm p2p.prot"],
    [
      moveFix(removeKeyFix("p2p.port"), "p2p.port"),
      "pulumi config rm p2p.port && pulumi config set --path p2p.port <port>",
    ],
    [
      moveFix(removeFix("extraEnv.COINBASE"), "coinbase"),
      "pulumi config rm --path extraEnv.COINBASE && pulumi config set coinbase <address>",
    ],
    [{ kind: "stop", stack: "blue" }, "pulumi config set stopped true --stack blue && pulumi up --stack blue"],
    [
      { kind: "stop", stack: "org/val-a/mainnet" },
      "in the checkout of org/val-a/mainnet: aztec-validator stop --stack mainnet",
    ],
    [{ kind: "stop", stack: "org/mainnet" }, "in the checkout of org/mainnet: aztec-validator stop --stack mainnet"],
  ])("%j", (fix, command) => {
    expect(commandOf(fix)).toBe(command);
  });

  it("of a development stack is a change of its file", () => {
    expect(commandOf(moveFix(removeKeyFix("p2p.port"), "p2p.port"), "dev")).toBe(
      "write p2p.port as port below p2p in Pulumi.dev.yaml",
    );
    expect(commandOf(moveFix(removeFix("extraEnv.COINBASE"), "coinbase"), "dev-2")).toBe(
      "remove extraEnv.COINBASE, and set coinbase in Pulumi.dev-2.yaml",
    );
  });
});
