import { expect, it, vi } from "vitest";
import { StackSession } from "./session";

const build = vi.hoisted(() => vi.fn());
vi.mock("../../pulumi/ensure", () => ({ ensurePulumi: build }));

it("a mistyped stack is reported before Pulumi is looked for: to build it takes minutes", async () => {
  await expect(StackSession.open("no-such")).rejects.toThrow('There is no stack "no-such"');
  vi.stubEnv("AZTEC_VALIDATOR_STACK", "neither");
  await expect(StackSession.open(undefined)).rejects.toThrow('There is no stack "neither"');
  vi.unstubAllEnvs();
  expect(build).not.toHaveBeenCalled();
});
