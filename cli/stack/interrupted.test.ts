/** A stack whose last run was killed while it changed a resource. */
import { expect, it } from "vitest";
import { configOf, onServer, testnet } from "../../test/fixtures/stacks";
import { useScriptedPulumi } from "../../test/fakes/scripted-pulumi";

const scriptedPulumi = useScriptedPulumi();
const stack = { config: configOf(onServer(testnet)), runs: [true] };

it.each([
  ["a folder", undefined],
  ["a bucket", "s3://states"],
])("is compared with the real resources before another run, with a backend in %s", async (_where, backend) => {
  const programs = scriptedPulumi({ killed: { ...stack, isInterrupted: true }, whole: stack }, backend);
  for (const name of ["killed", "whole"]) await programs.open(name).prepareUp();
  expect(programs.calls("refresh")).toEqual(["refresh --yes --skip-preview --clear-pending-creates --stack killed"]);
});
