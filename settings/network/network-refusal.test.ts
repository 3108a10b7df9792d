/** Messages about releases that do not serve their network. */
import { describe, expect, it } from "vitest";
import { type UpdateContext, otherRollup } from "./network-refusal";

const KNOWN = "0x8c2fb2A68A3d362ab1DE99E06F83f8903160BbD9";
const UNKNOWN = "0x1111111111111111111111111111111111111111";

const advice = (address: string, around: UpdateContext = {}) =>
  otherRollup(
    "5.2.0",
    { fit: "other rollup", canonical: { address, version: 7 }, serves: {} },
    (to) => `go ${to}`,
    around,
  )
    .slice(2)
    .join("\n");
const standby = (stack = "") =>
  [
    `  To run it in standby until the network moves: pulumi config set allowOtherRollup true${stack}`,
    "  Do this only on a second host: a node in standby attests to nothing.",
  ].join("\n");

describe("for a release that does not serve its network, the message proposes", () => {
  const unknown = "  It is not known which release serves it. Try the one";

  it.each([
    [
      "the release that is known to serve the rollup",
      KNOWN,
      {},
      "  Update to the release that serves it: go 6.0.0-rc.1\n",
    ],
    [
      "a newer one that the network recommends",
      KNOWN,
      { network: "testnet", recommended: "6.0.1" },
      "  Update to the release that serves it: go 6.0.1\n",
    ],
    [
      "for an unknown rollup the one that the network recommends",
      UNKNOWN,
      { network: "mainnet", recommended: "6.1.0" },
      `${unknown} that the network recommends: go 6.1.0\n`,
    ],
    [
      "for an unknown rollup the one that is proposed, where the recommendation is of the rollup before",
      UNKNOWN,
      { network: "mainnet", recommended: "5.2.0" },
      `${unknown} proposed for mainnet: go 6.0.0\n`,
    ],
    ["no public release for a private rollup", KNOWN, { network: "custom" }, ""],
  ] as const)("%s", (_, address, around, advised) => {
    expect(advice(address, around)).toBe(advised + standby());
  });

  it("contains the stack, if it is known", () => {
    expect(advice(UNKNOWN, { network: "custom", stack: "a" })).toBe(standby(" --stack a"));
  });
});
