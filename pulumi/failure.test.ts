/** Failures of Pulumi in words: its own are as Pulumi 3.250.0 prints them. */
import { describe, expect, it, vi } from "vitest";
import type * as DevStack from "./dev-stack";
import { pulumiFailure, type FailureOptions } from "./failure";
import { LOGIN_FIX } from "./login";
import { secretsIn } from "./stack-secrets";

vi.mock("./dev-stack", async (original) => ({
  ...(await original<typeof DevStack>()),
  PROJECT_NAME: "my-project",
  upStacks: () => ["dev-2", "dev"],
}));

const SET = "unset PULUMI_CONFIG_PASSPHRASE; export PULUMI_CONFIG_PASSPHRASE_FILE=<a file with it>";
const ASIDE =
  "  If the file came from another checkout (`pulumi new` copies all files), put it aside: mv Pulumi.testnet.yaml Pulumi.testnet.yaml.other && aztec-validator config --stack testnet";
const testnet = { stack: { name: "testnet", isDev: false } };
const textOf = (output: string, options?: FailureOptions) => pulumiFailure("stack init", output, options).message;

describe("a command of Pulumi that fails", () => {
  it("without a login says how to log in", () => {
    const output = "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions";
    expect(textOf(output)).toBe(LOGIN_FIX);
  });

  it("without a passphrase, or without its file, says how to set it", () => {
    const without =
      "error: could not create secrets manager for new stack: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables";
    expect(textOf(without)).toBe(
      `The stack's secrets need a passphrase, and none is set.\n  Set it, then run the command again: ${SET}`,
    );
    const unread =
      "error: getting stack configuration: get stack secrets manager: unable to read PULUMI_CONFIG_PASSPHRASE_FILE: open /nope: no such file or directory";
    expect(textOf(unread)).toBe(
      [
        "The stack's secrets need a passphrase, and its file cannot be read.",
        '  See whether it is there, and whose it is: ls -l "$PULUMI_CONFIG_PASSPHRASE_FILE"',
        `  If it is another file: ${SET}`,
      ].join("\n"),
    );
  });

  it.each([
    "error: incorrect passphrase",
    "error: getting stack configuration: get stack secrets manager: incorrect passphrase",
    "error: failed to decrypt: incorrect passphrase, please set PULUMI_CONFIG_PASSPHRASE to the correct passphrase",
  ])("by another passphrase names both ways out: %s", (output) => {
    expect(textOf(output, testnet)).toBe(
      [
        "The passphrase that is set did not encrypt Pulumi.testnet.yaml, so its secrets cannot be decrypted.",
        `  If the stack is yours, set its passphrase, then run the command again: ${SET}`,
        ASIDE,
      ].join("\n"),
    );
  });

  it.each([
    "error: could not decrypt configuration values: cipher: message authentication failed",
    "error: validating stack config: cipher: message authentication failed",
    "error: could not decrypt configuration value: : bad value",
    "error: validating stack config: bad value",
  ])("by secrets of another stack names them: %s", (output) => {
    const stack = { ...testnet.stack, foreignSecrets: ["ethereumHosts", "attesterPrivateKey"] };
    expect(textOf(output, { stack })).toBe(
      [
        "ethereumHosts, attesterPrivateKey in Pulumi.testnet.yaml was encrypted with another key than the stack's, or is cut off, so Pulumi cannot use any of its settings.",
        "  If the other settings belong to this stack, set the rest again: pulumi config set --secret ethereumHosts --stack testnet && pulumi config set --secret attesterPrivateKey --stack testnet",
        ASIDE,
      ].join("\n"),
    );
  });

  it("by a stack that the backend does not have names each way out", () => {
    expect(textOf("error: no stack named 'testnet' found", testnet)).toBe(
      [
        "The backend that you are logged in to has no stack testnet.",
        "  If its state is elsewhere, log in there; to see where you are now: pulumi whoami --verbose",
        "  If it is of an organization of Pulumi Cloud: pulumi org set-default <organization>",
        "  If Pulumi.testnet.yaml is to be a new stack: pulumi stack init testnet",
        ASIDE,
      ].join("\n"),
    );
    expect(textOf("error: no stack named 'dev' found", { stack: { name: "dev", isDev: true } })).toBe(
      "The development stack dev was never up.\n  make up STACK=dev",
    );
  });

  it("by a development stack's passphrase removes the checkout's development stacks by their labels, and nothing else", () => {
    const list = (kind: string, option: string) =>
      `for stack in dev dev-2; do docker ${kind} ls -${option} --filter label=aztec-validator.stack=my-project/$stack; done | xargs -r docker ${kind} rm`;
    expect(textOf("error: incorrect passphrase", { stack: { name: "dev-2", isDev: true } })).toBe(
      [
        "The passphrase in .dev/passphrase did not encrypt the state of dev-2, so it cannot be decrypted.",
        "  If you have a copy of that file, put it back",
        `  Else remove all development stacks of this checkout with their state, which has no key of value: ${list("container", "qa")} -f; ${list("volume", "q")}; ${list("network", "q")}; rm -r .dev`,
      ].join("\n"),
    );
  });

  it("for another reason prints Pulumi's words, and what it left", () => {
    const text = textOf("error: bad value for --color", { ...testnet, note: "; nothing was written" });
    expect(text).toBe("pulumi stack init failed; nothing was written:\nerror: bad value for --color");
  });
});

it("the secrets of a stack's file are its encrypted settings, also inside of groups", () => {
  const file = `
encryptionsalt: v1:a
config:
  aztec-validator:network: testnet
  aztec-validator:ethereumHosts: { secure: v1:b }
  aztec-validator:extraEnv:
    A: b
    C: { secure: v1:c }
  other:token: { secure: v1:d }
`;
  expect(secretsIn(file, "aztec-validator")).toEqual(["ethereumHosts", "extraEnv", "other:token"]);
  expect(secretsIn("", "aztec-validator")).toEqual([]);
});
