/** `config` with flags only, on a stack that has keys. Not proven here: that an accepted change is written. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type FlatConfig, toFlatConfig } from "../../settings/flat-config";
import { useFolder } from "../../test/fixtures/folder";
import { samples, TEST_KEYS } from "../../test/fixtures/samples";
import { configOf, mainnet } from "../../test/fixtures/stacks";
import { writeStack } from "../stack/write";
import { currentSettings } from "./flags";
import { config } from "./index";

vi.mock("../../pulumi/stack-lock", () => ({ holdStack: vi.fn() }));
vi.mock("../stack/write", async (original) => ({
  ...(await original<object>()),
  writeStack: vi.fn(() => Promise.resolve()),
}));

vi.mock("./flags", async (original) => ({ ...(await original<object>()), currentSettings: vi.fn() }));

const NAME = "lost-keys-test";
const folder = useFolder();

beforeEach(() => {
  vi.mocked(writeStack).mockClear();
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

async function run(stored: FlatConfig, ...flags: string[]): Promise<void> {
  vi.mocked(currentSettings).mockResolvedValue({ values: stored, isSecret: () => true });
  await config().parseAsync(["--yes", "--stack", NAME, ...flags], { from: "user" });
}

const withKey = toFlatConfig(configOf(mainnet));
const { attesterPrivateKey: _, ...rest } = withKey;
const withMnemonic = { ...rest, attesterMnemonic: String(samples.attesterMnemonic) };
const other = () => folder.write("other", TEST_KEYS.publisher);

const lost = (...lines: string[]) =>
  [
    `This would cost ${NAME} keys that its settings may have the only copy of; nothing was written.`,
    ...lines,
    `  To back them up, keep a copy of Pulumi.${NAME}.yaml, with its passphrase or access to its KMS key.`,
    "  To drop them: the same command with --replace",
  ].join("\n");

describe("config without prompts", () => {
  it("replaces a key only with --replace", async () => {
    const flags = ["--attester-private-key-file", other()];
    await expect(run(withKey, ...flags)).rejects.toThrow(lost("  attesterPrivateKey: replaced"));
    expect(writeStack).not.toHaveBeenCalled();
    await run(withKey, ...flags, "--replace");
    expect(vi.mocked(writeStack).mock.lastCall?.[1]).toMatchObject({
      values: { attesterPrivateKey: TEST_KEYS.publisher },
      remove: [],
    });
  });

  it("removes a mnemonic for a key of another source only with --replace", async () => {
    const flags = ["--attester-private-key-file", other()];
    await expect(run(withMnemonic, ...flags)).rejects.toThrow(lost("  attesterMnemonic: removed"));
    await run(withMnemonic, ...flags, "--replace");
    expect(vi.mocked(writeStack).mock.lastCall?.[1]).toMatchObject({ remove: ["attesterMnemonic"] });
  });

  it("removes a key with the role only with --replace", async () => {
    await expect(run(withKey, "--role", "full-node")).rejects.toThrow(lost("  attesterPrivateKey: removed"));
    expect(writeStack).not.toHaveBeenCalled();
  });

  it("changes what is no key as before", async () => {
    await run(withKey, "--p2p-port", "40402");
    expect(vi.mocked(writeStack).mock.lastCall?.[1]).toMatchObject({ values: { "p2p.port": "40402" }, remove: [] });
  });

  it("refuses an empty file, which would unset a key; an empty flag unsets it on purpose", async () => {
    const empty = folder.write("empty", " \n");
    await expect(run(withKey, "--attester-private-key-file", empty, "--replace")).rejects.toThrow(
      `${empty} is empty, so --attester-private-key-file would unset what the stack has; nothing was written. Pass a file that has the value, or an empty flag to unset it on purpose.`,
    );
    const flags = ["--role", "full-node", "--attester-private-key-file", ""];
    await expect(run(withKey, ...flags)).rejects.toThrow(lost("  attesterPrivateKey: removed"));
    await run(withKey, ...flags, "--replace");
    expect(vi.mocked(writeStack).mock.lastCall?.[1]).toMatchObject({ remove: ["attesterPrivateKey", "coinbase"] });
  });
});
