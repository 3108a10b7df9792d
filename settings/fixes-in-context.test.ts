/** Fixes that depend on the other settings of a stack: roles, and names of keys. */
import { describe, expect, it } from "vitest";
import { configOf, isSecret, problemsOf, testnet } from "../test/fixtures/stacks";
import { problemList } from "./problems";

const messageOf = (values: Readonly<Record<string, unknown>>, isEncrypted?: (name: string) => boolean) =>
  problemList(problemsOf(configOf(values), isEncrypted));

describe("settings", () => {
  it("of another role propose the role of the stack's keys, and the removal of a key with a copy", () => {
    expect(messageOf({ ...testnet, role: "full-node", feeRecipient: `0x${"0".repeat(64)}` })).toBe(
      [
        "2 problems in the settings; nothing was changed.",
        "  attesterPrivateKey has no effect on a full-node: only a sequencer uses it",
        "      pulumi config set role sequencer",
        "      or, without it: cp Pulumi.<stack>.yaml copy-$(date +%s)-Pulumi.<stack>.yaml && pulumi config rm attesterPrivateKey",
        "  feeRecipient has no effect on a full-node: only a sequencer uses it",
        "      pulumi config set role sequencer",
        "      or, without it: pulumi config rm feeRecipient",
      ].join("\n"),
    );
  });

  it("propose no role if the keys are of several: one after the other would lead back", () => {
    const keys = { proverPublisherPrivateKeys: "6".repeat(64) };
    expect(messageOf({ ...testnet, ...keys, role: "full-node" })).toBe(
      [
        "2 problems in the settings; nothing was changed.",
        "  attesterPrivateKey has no effect on a full-node: only a sequencer uses it",
        "      cp Pulumi.<stack>.yaml copy-$(date +%s)-Pulumi.<stack>.yaml && pulumi config rm attesterPrivateKey",
        "  proverPublisherPrivateKeys has no effect on a full-node: only a prover-node uses it",
        "      cp Pulumi.<stack>.yaml copy-$(date +%s)-Pulumi.<stack>.yaml && pulumi config rm proverPublisherPrivateKeys",
      ].join("\n"),
    );
  });

  it("move a key with a mistyped name only to a setting without a value", () => {
    const isEncrypted = (name: string) => name === "attesterPrivatKey" || isSecret(name);
    const { attesterPrivateKey, ...rest } = testnet;
    const moved = messageOf({ ...rest, attesterPrivatKey: attesterPrivateKey }, isEncrypted);
    expect(moved.split("\n")[2]).toBe(
      '      cp Pulumi.<stack>.yaml copy-$(date +%s)-Pulumi.<stack>.yaml && (value=$(pulumi config get attesterPrivatKey) && [ -n "$value" ] && printf %s "$value" | pulumi config set --secret attesterPrivateKey) && pulumi config rm attesterPrivatKey',
    );
    const beside = messageOf({ ...testnet, attesterPrivatKey: "6".repeat(64) }, isEncrypted);
    expect(beside.split("\n")[2]).toBe(
      "      cp Pulumi.<stack>.yaml copy-$(date +%s)-Pulumi.<stack>.yaml && pulumi config rm attesterPrivatKey",
    );
  });
});
