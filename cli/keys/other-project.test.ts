/** Commands of keys on a stack's file that was copied from another project. Not proven here: that `pulumi` reads such a file. */
import { describe, expect, it } from "vitest";
import { useScriptedPulumi } from "../../test/fakes/scripted-pulumi";
import { show } from "./show";

const NAME = "other-project-test";
const scriptedPulumi = useScriptedPulumi();

const open = (config: Readonly<Record<string, string>>) =>
  scriptedPulumi({ [NAME]: { config, runs: [undefined] } }).open(NAME);

describe("keys show", () => {
  it("fails on settings of another project alone, with the command that puts the file aside", async () => {
    const config = { memoryMb: "16384", "my-validator:network": "testnet", "my-validator:coinbase": "0x1" };
    await expect(show(open(config), {})).rejects.toThrow(
      [
        "1 problem in the settings; nothing was changed.",
        "  my-validator:network is a setting of another project, like 1 more: Pulumi.other-project-test.yaml was copied from there, perhaps by `pulumi new`. Its validator may run there, and a key that runs twice is slashed",
        "      mv Pulumi.other-project-test.yaml Pulumi.other-project-test.yaml.other && aztec-validator config --stack other-project-test",
      ].join("\n"),
    );
  });

  it("reads the settings of this project beside others", async () => {
    const { config } = await open({ network: "testnet", "my-validator:network": "mainnet" }).ownConfig();
    expect(config).toEqual({ network: "testnet" });
  });
});
