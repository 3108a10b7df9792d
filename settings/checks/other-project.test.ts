import { describe, expect, it } from "vitest";
import { problemList } from "../problems";
import { otherProject } from "./other-project";

const defaults = { role: "sequencer" };
const copied = ["aztec-validator:network", "aztec-validator:p2p", "aztec-validator:coinbase-second"];

describe("a stack's file with settings of another project", () => {
  it("and none of its own is reported, with the command that puts it aside", () => {
    const problem = otherProject(defaults, ["aws:region", "tools:color", ...copied], "testnet");
    expect(problemList(problem ? [problem] : [])).toBe(
      [
        "1 problem in the settings; nothing was changed.",
        "  aztec-validator:network is a setting of another project, like 2 more: Pulumi.testnet.yaml was copied from there, perhaps by `pulumi new`. Its validator may run there, and a key that runs twice is slashed",
        "      mv Pulumi.testnet.yaml Pulumi.testnet.yaml.other && aztec-validator config --stack testnet",
      ].join("\n"),
    );
  });

  it("is used if it has its own", () => {
    expect(otherProject({ ...defaults, network: "testnet" }, copied, "testnet")).toBeUndefined();
  });

  it("is told from one with keys of other programs", () => {
    expect(otherProject(defaults, ["aws:region", "tools:color"], "testnet")).toBeUndefined();
  });
});
