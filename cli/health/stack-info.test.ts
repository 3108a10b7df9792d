/** What `status` knows of a stack whose settings this program refuses, as after an update of the checkout. */
import { expect, it } from "vitest";
import { useScriptedPulumi } from "../../test/fakes/scripted-pulumi";
import { configOf, testnet } from "../../test/fixtures/stacks";
import { readStackInfo } from "./stack-info";

const scriptedPulumi = useScriptedPulumi();

it.each([
  ["sequencer", "its settings have problems"],
  ["full-node", undefined],
])("a %s has unknown attesters: %j", async (role, reason) => {
  const config = configOf({ ...testnet, role, rpcPort: "08081" });
  const programs = scriptedPulumi({ "wrong-test": { config, runs: [true] } });
  expect((await readStackInfo(programs.open("wrong-test"))).signersUnknown).toBe(reason);
});
