/**
 * The output of the commands about BLS keys that the network could refuse for their gas; a fake L1 that behaves as the
 * contracts do answers with the cap. The keys are AZIP-33's public test scalars. Not proven here: a real L1.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { blsCosts, describeCost } from "./registration-cost";
import { blsFindings } from "../health/checks/bls";
import { keysFromMnemonic } from "./generate";
import {
  type CheckedStack,
  drawMnemonic,
  queryGasCap,
  refuseCostlyKeys,
  refuseCostlyOutput,
  reportCosts,
} from "./registration-check";
import { admission, registrationCost } from "../../keys/registration-gas";
import { OperatorError } from "../../terminal/output";
import { blsFile } from "../../test/fixtures/encrypted-keys";
import { UnknownStackError } from "../../pulumi/failure";
import { KEYSTORE } from "../../test/fixtures/samples";
import { DEVELOPMENT } from "../../test/fixtures/validator-keys";
import { configOf, custom } from "../../test/fixtures/stacks";
import { FakeContracts, REGISTRY } from "../../test/fakes/fake-contracts";

const keyOf = (scalar: number) => `0x${scalar.toString(16).padStart(64, "0")}`;
const [SAFE, CLOSE, REFUSED] = [keyOf(12), keyOf(13_154), keyOf(57_193)];
const ROLLUP = "0xD73A91bdcF6891C7642F3e460036e1ef2CC23178";

/** A stack that is not in the backend yet. */
const stack: CheckedStack = {
  name: "testnet",
  snapshot: () => Promise.reject(new UnknownStackError({ name: "testnet", isDev: false })),
};

let l1: FakeContracts;
let url = "";
let printed: string[] = [];

beforeEach(async () => {
  const rollups = { [ROLLUP]: { version: 1, root: `0x${"1a".repeat(32)}` } };
  l1 = new FakeContracts({ chainId: 11_155_111, canonical: ROLLUP, rollups, proposals: [], gasCap: 250_000 });
  url = await l1.start();
  printed = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  l1.stop();
});

/** A private network whose registry is that of the fake L1. */
const configWith = (values: object) =>
  configOf({
    ...custom("sequencer", "5.2.0"),
    ethereumHosts: [url],
    l1ChainId: 11_155_111,
    "l1Contracts.registry": REGISTRY,
    ...values,
  });
const messageOf = (work: Promise<void>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof OperatorError ? error.message : `not an OperatorError: ${String(error)}`),
  );

const cost = { attempts: 95, roots: 18, gas: 264_926 };
const OVER =
  "blsPrivateKey: its proof of possession takes 95 attempts and 18 square roots, up to 264,926 gas; the network's cap is 250,000: the network returns the deposit and does not admit the attester";
const REMEDY =
  "replace it before you register: aztec-validator keys new bls --replace --stack testnet. A key that is already registered keeps working.";

describe("the BLS keys of a stack", () => {
  it("are found in every setting, and their cost contains no key", () => {
    const keystore = JSON.parse(KEYSTORE) as { validators: { attester: unknown }[] };
    const eth = `0x${"7".repeat(64)}`;
    const stored = { ...keystore, validators: [{ ...keystore.validators[0], attester: [{ eth, bls: REFUSED }] }] };
    const texts = {
      blsPrivateKey: SAFE,
      "blsPrivateKey-second": REFUSED,
      "blsEncryptedKey-third": blsFile(REFUSED, "word"),
      "blsPassword-third": "word",
      "blsEncryptedKey-fourth": blsFile(REFUSED, "word"),
      "blsPassword-fourth": "another",
      "blsPrivateKey-fifth": "no key",
      keystore: JSON.stringify(stored),
    };
    const keyCosts = blsCosts(texts);
    expect(keyCosts).toEqual([
      { source: "blsPrivateKey", cost: { attempts: 1, roots: 1, gas: 137_790 } },
      { source: "blsPrivateKey", attester: "second", cost },
      { source: "blsEncryptedKey", attester: "third", cost },
      { source: "keystore", cost },
    ]);
    expect(JSON.stringify(keyCosts)).not.toContain(REFUSED.slice(-8));
  });

  it("are compared with the default cap if the L1 is not queried, which the text says", () => {
    expect(describeCost({ source: "keystore", cost }, { unknown: "no server" })).toBe(
      "keystore: its proof of possession takes 95 attempts and 18 square roots, up to 264,926 gas; the default cap is 250,000 (the network's is unknown: no server): the network returns the deposit and does not admit the attester",
    );
  });
});

describe("the cap", () => {
  it("is that of the GSE of the network's rollup", async () => {
    expect(await queryGasCap(stack, configWith({}))).toEqual({ gas: 250_000 });
    l1.chain.gasCap = 300_000;
    expect(await queryGasCap(stack, configWith({}))).toEqual({ gas: 300_000 });
  });

  it("is unknown with a reason if no contract or server states it", async () => {
    delete l1.chain.gasCap;
    expect(await queryGasCap(stack, configWith({}))).toEqual({ unknown: "the contract does not state it" });
    const server = l1.origin().slice(7);
    l1.stop();
    expect(await queryGasCap(stack, configWith({}))).toEqual({ unknown: `${server} does not answer: ECONNREFUSED` });
    expect(await queryGasCap(stack, { network: "mars" })).toEqual({ unknown: "the settings are incomplete" });
  });

  it("is not queried for keys that are safe at any cap", async () => {
    expect(await reportCosts(stack, configWith({ blsPrivateKey: SAFE }))).toEqual([]);
    expect(l1.calls).toBe(0);
    expect(printed).toEqual([]);
  });
});

describe("keys show", () => {
  it("warns of a key that is refused, with the remedy", async () => {
    const refused = await reportCosts(stack, configWith({ blsPrivateKey: REFUSED }));
    expect(refused).toEqual([{ source: "blsPrivateKey", cost }]);
    expect(printed.join("")).toBe(`\nWarning: ${OVER}.\n  To fix it, ${REMEDY}\n`);
  });

  it("warns of a key that is close to the cap", async () => {
    expect(await reportCosts(stack, configWith({ blsPrivateKey: CLOSE }))).toEqual([]);
    expect(printed.join("")).toBe(
      "\nWarning: blsPrivateKey: its proof of possession takes 102 attempts and 10 square roots, up to 232,023 gas; the network's cap is 250,000: it can be registered, with less than 10 % of the cap to spare.\n",
    );
  });

  it("writes no staker output with a refused key, and writes it once the network's cap is higher", async () => {
    const config = configWith({ blsPrivateKey: SAFE, "blsPrivateKey-second": REFUSED });
    expect(await messageOf(refuseCostlyOutput(stack, config))).toBe(
      `No staker output was written. ${OVER.replace("blsPrivateKey", "blsPrivateKey-second")}.\n  To fix it, ${REMEDY.replace("bls ", "bls --attester second ")}`,
    );
    l1.chain.gasCap = 300_000;
    expect(await messageOf(refuseCostlyOutput(stack, config))).toBeUndefined();
  });
});

describe("keys new", () => {
  const keys = { blsPrivateKey: REFUSED };

  it("refuses a derived key that the network refuses, and prints the alternatives", async () => {
    expect(await messageOf(refuseCostlyKeys(stack, configWith({}), keys, { addressIndex: 4 }))).toBe(
      [
        `${OVER}. Nothing was changed.`,
        "  A mnemonic has one key per index. For another attester and BLS key:",
        "    the same command with --address-index 5",
        "  To keep the mnemonic's attester with a random BLS key: keys new attester --mnemonic, then keys new bls",
        "  If the attester is already registered with this key: the same command with --skip-bls-key-gas-check",
      ].join("\n"),
    );
  });

  it("stores it with --skip-bls-key-gas-check, but writes no staker output with it", async () => {
    const options = { addressIndex: 0, skipBlsKeyGasCheck: true };
    expect(await messageOf(refuseCostlyKeys(stack, configWith({}), keys, options))).toBeUndefined();
    expect(
      await messageOf(refuseCostlyKeys(stack, configWith({}), keys, { ...options, stakerOutput: "staker.json" })),
    ).toBe(`No staker output was written. ${OVER}.\n  To fix it, ${REMEDY}`);
  });

  it("accepts a key close to the cap, and one above the default cap if the network's is higher", async () => {
    const options = { addressIndex: 0, stakerOutput: "staker.json" };
    const close = { blsPrivateKey: CLOSE };
    expect(await messageOf(refuseCostlyKeys(stack, configWith({}), close, options))).toBeUndefined();
    l1.chain.gasCap = 300_000;
    expect(await messageOf(refuseCostlyKeys(stack, configWith({}), keys, options))).toBeUndefined();
  });

  it("derives such a key from the development mnemonic, at the path of Aztec's tool", () => {
    const costAt = (addressIndex: number) =>
      registrationCost(keysFromMnemonic(DEVELOPMENT, { addressIndex }, false).bls());
    expect(costAt(120)).toEqual({ attempts: 95, roots: 10, gas: 228_286 });
    expect(costAt(67_216)).toEqual({ attempts: 101, roots: 20, gas: 277_289 });
    expect([120, 67_216, 67_217].map((index) => admission(costAt(index)))).toEqual(["close", "refused", "safe"]);
  });

  it("draws a new mnemonic until its BLS key takes few attempts", () => {
    const mnemonics = ["refused", "close", "safe", "unused"];
    const keyed: Record<string, string> = { refused: REFUSED, close: CLOSE, safe: SAFE };
    expect(
      drawMnemonic(
        () => mnemonics.shift() ?? "",
        (mnemonic) => keyed[mnemonic] ?? "",
      ),
    ).toBe("safe");
    expect(mnemonics).toEqual(["unused"]);
  });
});

describe("doctor", () => {
  const findings = (key: string, gasCap?: number) =>
    blsFindings(blsCosts({ blsPrivateKey: key }), { gasCap, now: 0 }, "testnet");

  it("warns of a key that the network refuses at its current cap", () => {
    expect(findings(REFUSED, 250_000)).toEqual([
      { check: "BLS key", severity: "warning", message: OVER, remedy: REMEDY },
    ]);
    expect(findings(REFUSED, 300_000)).toEqual([
      { check: "BLS key", severity: "ok", message: "the network's gas cap for a registration admits it" },
    ]);
    expect(findings(REFUSED)[0]?.message).toContain(
      "the default cap is 250,000 (the network's is unknown: the L1 was not queried): the network returns the deposit",
    );
  });

  it("reports nothing for a stack without BLS keys", () => {
    expect(blsFindings([], undefined, "testnet")).toEqual([]);
  });
});
