/** The stack that `pulumi stack select` chose. */
import { afterEach, expect, it, vi } from "vitest";
import { StackSession } from "./session";

vi.mock("../../pulumi/ensure", () => ({ ensurePulumi: () => Promise.resolve({ env: {} }) }));
vi.mock("../../pulumi/run-pulumi", () => ({
  runPulumi: () => Promise.resolve({ failed: false, stdout: "acme/mainnet\n", text: "" }),
}));

afterEach(() => {
  vi.unstubAllEnvs();
});

it("is refused if it is of another organization: its name alone would be that of another stack", async () => {
  vi.stubEnv("AZTEC_VALIDATOR_STACK", "");
  await expect(StackSession.open(undefined)).rejects.toThrow(
    [
      "The selected stack acme/mainnet is not of your default organization, and commands name the stack alone. Nothing was done.",
      "  For a stack of acme: pulumi org set-default acme, then run this command again",
      "  For a stack of the default organization: pass --stack <name>",
    ].join("\n"),
  );
});
