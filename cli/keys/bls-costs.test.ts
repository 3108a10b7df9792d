/**
 * What the commands say of BLS keys that the network could refuse for their gas, with the cap asked of an L1 that behaves
 * as the contracts do. The keys are AZIP-33's public test scalars. Not proven here: a real L1.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { blsCosts, describeCost } from "./bls-costs";
import { askGasCap, type StackAtHand } from "./gas-cap";
import { blsFindings } from "../health/checks/bls";
import { ofMnemonic } from "./generate";
import { drawMnemonic, refuseCostlyKeys, refuseCostlyOutput, reportCosts } from "./registration-check";
import { admission, registrationCost } from "../../keys/registration-gas";
import { OperatorError } from "../../terminal/output";
import { blsFile } from "../../test/fixtures/sealed";
import { KEYSTORE } from "../../test/fixtures/samples";
import { DEVELOPMENT } from "../../test/fixtures/validator-keys";
import { configOf, custom } from "../../test/fixtures/stacks";
import { FakeContracts, REGISTRY } from "../../test/fakes/fake-contracts";

const keyOf = (scalar: number) => `0x${scalar.toString(16).padStart(64, "0")}`;
const [SAFE, CLOSE, REFUSED] = [keyOf(12), keyOf(13_154), keyOf(57_193)];
const ROLLUP = "0xD73A91bdcF6891C7642F3e460036e1ef2CC23178";

/** A stack that the backend does not know yet. */
const stack: StackAtHand = {
  name: "testnet",
  snapshot: () => Promise.reject(new OperatorError("no stack named 'testnet' found")),
};

let l1: FakeContracts;
let url = "";
let said: string[] = [];

beforeEach(async () => {
  const rollups = { [ROLLUP]: { version: 1, root: `0x${"1a".repeat(32)}` } };
  l1 = new FakeContracts({ chainId: 11_155_111, canonical: ROLLUP, rollups, proposals: [], gasCap: 250_000 });
  url = await l1.start();
  said = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  l1.stop();
});

/** A network of one's own, whose registry is the stand-in's. */
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
    (error: unknown) => (error instanceof OperatorError ? error.message : `not for the operator: ${String(error)}`),
  );

const cost = { attempts: 95, roots: 18, gas: 264_926 };
const OVER =
  "blsPrivateKey: its proof of possession takes 95 attempts and 18 square roots, up to 264,926 gas; the network's cap is 250,000: the network refuses to register it: the deposit goes back, and the attester is not admitted";
const REMEDY =
  "before you register: aztec-validator keys new bls --replace --stack testnet. A key that is registered already keeps working.";

describe("the BLS keys of a stack", () => {
  it("are found wherever they are set, and their cost holds no key", () => {
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
      { setting: "blsPrivateKey", cost: { attempts: 1, roots: 1, gas: 137_790 } },
      { setting: "blsPrivateKey-second", cost },
      { setting: "blsEncryptedKey-third", cost },
      { setting: "keystore", cost },
    ]);
    expect(JSON.stringify(keyCosts)).not.toContain(REFUSED.slice(-8));
  });

  it("are compared with the default cap where the L1 is not asked, and that is said", () => {
    expect(describeCost({ setting: "keystore", cost }, { unknown: "no server" })).toBe(
      "keystore: its proof of possession takes 95 attempts and 18 square roots, up to 264,926 gas; the default cap is 250,000 (the network's is not known: no server): the network refuses to register it: the deposit goes back, and the attester is not admitted",
    );
  });
});

describe("the cap", () => {
  it("is the one of the GSE of the network's rollup", async () => {
    expect(await askGasCap(stack, configWith({}))).toEqual({ gas: 250_000 });
    l1.chain.gasCap = 300_000;
    expect(await askGasCap(stack, configWith({}))).toEqual({ gas: 300_000 });
  });

  it("is not known where nobody says it, and the reason is", async () => {
    delete l1.chain.gasCap;
    expect(await askGasCap(stack, configWith({}))).toEqual({ unknown: "its contract does not say" });
    const server = l1.origin().slice(7);
    l1.stop();
    expect(await askGasCap(stack, configWith({}))).toEqual({ unknown: `${server} does not answer: ECONNREFUSED` });
    expect(await askGasCap(stack, { network: "mars" })).toEqual({ unknown: "the settings are not complete" });
  });

  it("is not asked for keys that are safe at any", async () => {
    expect(await reportCosts(stack, configWith({ blsPrivateKey: SAFE }))).toEqual([]);
    expect(l1.calls).toBe(0);
    expect(said).toEqual([]);
  });
});

describe("keys show", () => {
  it("says of a key that is refused why, and what to do", async () => {
    const refused = await reportCosts(stack, configWith({ blsPrivateKey: REFUSED }));
    expect(refused).toEqual([{ setting: "blsPrivateKey", cost }]);
    expect(said.join("")).toBe(`\nWarning: ${OVER}.\n  ${REMEDY}\n`);
  });

  it("says of a key that is close that it is registered", async () => {
    expect(await reportCosts(stack, configWith({ blsPrivateKey: CLOSE }))).toEqual([]);
    expect(said.join("")).toBe(
      "\nWarning: blsPrivateKey: its proof of possession takes 102 attempts and 10 square roots, up to 232,023 gas; the network's cap is 250,000: it is registered, with less than a tenth of the cap to spare.\n",
    );
  });

  it("writes no staker output with a key that is refused, and does once the network's cap is higher", async () => {
    const config = configWith({ blsPrivateKey: SAFE, "blsPrivateKey-second": REFUSED });
    expect(await messageOf(refuseCostlyOutput(stack, config))).toBe(
      `No staker output was written. ${OVER.replace("blsPrivateKey", "blsPrivateKey-second")}.\n  ${REMEDY.replace("bls ", "bls --attester second ")}`,
    );
    l1.chain.gasCap = 300_000;
    expect(await messageOf(refuseCostlyOutput(stack, config))).toBeUndefined();
  });
});

describe("keys new", () => {
  const keys = { blsPrivateKey: REFUSED };

  it("of a mnemonic is refused with a key that the network refuses, and says what is possible", async () => {
    expect(await messageOf(refuseCostlyKeys(stack, configWith({}), keys, { addressIndex: 4 }))).toBe(
      [
        `${OVER}. Nothing was changed.`,
        "  Words give one key for an index, so it cannot be drawn again. Another index gives another attester and BLS key:",
        "    the same command with --address-index 5",
        "  A random BLS key beside the attester of these words: keys new attester --mnemonic, then keys new bls",
        "  If the attester is registered with this key already: the same command with --skip-bls-key-gas-check",
      ].join("\n"),
    );
  });

  it("stores it for one who says so, but writes no staker output with it", async () => {
    const wanted = { addressIndex: 0, skipBlsKeyGasCheck: true };
    expect(await messageOf(refuseCostlyKeys(stack, configWith({}), keys, wanted))).toBeUndefined();
    expect(
      await messageOf(refuseCostlyKeys(stack, configWith({}), keys, { ...wanted, stakerOutput: "staker.json" })),
    ).toBe(`No staker output was written. ${OVER}.\n  ${REMEDY}`);
  });

  it("takes a key that is close, and one that is above the default cap where the network's is higher", async () => {
    const wanted = { addressIndex: 0, stakerOutput: "staker.json" };
    const close = { blsPrivateKey: CLOSE };
    expect(await messageOf(refuseCostlyKeys(stack, configWith({}), close, wanted))).toBeUndefined();
    l1.chain.gasCap = 300_000;
    expect(await messageOf(refuseCostlyKeys(stack, configWith({}), keys, wanted))).toBeUndefined();
  });

  it("finds such a key in the development mnemonic, at the path that the node's tool derives", () => {
    const costAt = (addressIndex: number) => registrationCost(ofMnemonic(DEVELOPMENT, { addressIndex }, false).bls());
    expect(costAt(120)).toEqual({ attempts: 95, roots: 10, gas: 228_286 });
    expect(costAt(67_216)).toEqual({ attempts: 101, roots: 20, gas: 277_289 });
    expect([120, 67_216, 67_217].map((index) => admission(costAt(index)))).toEqual(["close", "refused", "safe"]);
  });

  it("draws a new mnemonic until its key takes few attempts", () => {
    const words = ["refused", "close", "safe", "unused"];
    const keyed: Record<string, string> = { refused: REFUSED, close: CLOSE, safe: SAFE };
    expect(
      drawMnemonic(
        () => words.shift() ?? "",
        (mnemonic) => keyed[mnemonic] ?? "",
      ),
    ).toBe("safe");
    expect(words).toEqual(["unused"]);
  });
});

describe("doctor", () => {
  const findings = (key: string, gasCap?: number) =>
    blsFindings(blsCosts({ blsPrivateKey: key }), { gasCap, now: 0 }, "testnet");

  it("warns of a key that the network refuses at its cap of today", () => {
    expect(findings(REFUSED, 250_000)).toEqual([
      { check: "BLS key", severity: "warning", message: OVER, remedy: REMEDY },
    ]);
    expect(findings(REFUSED, 300_000)).toEqual([
      { check: "BLS key", severity: "ok", message: "the network's gas cap for a registration admits it" },
    ]);
    expect(findings(REFUSED)[0]?.message).toContain(
      "the default cap is 250,000 (the network's is not known: the L1 was not asked): the network refuses",
    );
  });

  it("says nothing of a stack without BLS keys", () => {
    expect(blsFindings([], undefined, "testnet")).toEqual([]);
  });
});
