import { expect, it } from "vitest";
import { refuseNewDev } from "./write";

it("a name of a development stack is refused for a new stack of a public network, before any prompt", () => {
  expect(() => {
    refuseNewDev("dev-no-such");
  }).toThrow(
    [
      "dev-no-such is a development stack, by its name (dev, or dev-…): its file is in Git and keeps no keys. Nothing was written.",
      "  A stack of your own has another name, such as testnet: --stack testnet",
      "  A development stack: aztec-validator config --stack dev-no-such --network local",
    ].join("\n"),
  );
  expect(() => {
    refuseNewDev("dev");
    refuseNewDev("development");
  }).not.toThrow();
});
