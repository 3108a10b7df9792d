/** What `config` shows before it writes. */
import { expect, it } from "vitest";
import { TEST_KEYS } from "../../test/fixtures/samples";
import { settingsText } from ".";

it("the settings are shown with the address of each key, without a secret, and a warning of a release that nobody knows", () => {
  const set = { network: "mainnet", release: "9.9.9", attesterPrivateKey: TEST_KEYS.attester };
  const lines = settingsText("main", { set, remove: ["rpcPort"] }, set)
    .trim()
    .split("\n");
  expect(lines).toEqual([
    "Settings of the stack main:",
    "  attesterPrivateKey: [secret]",
    "  network: mainnet",
    "  release: 9.9.9",
    "  rpcPort: removed",
    expect.stringMatching(/^ {2}→ attester: 0x[0-9a-fA-F]{40}$/),
    "  ! This program does not know release 9.9.9, and proposes 6.0.0. Check that 9.9.9 exists.",
  ]);
  expect(lines.join("\n")).not.toContain(TEST_KEYS.attester);
});

it("a known release has no warning", () => {
  const set = { network: "mainnet", release: "5.2.0" };
  expect(settingsText("main", { set, remove: [] }, set)).not.toContain("!");
});
