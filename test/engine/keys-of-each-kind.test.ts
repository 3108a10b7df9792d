/**
 * A real node, started by real Pulumi, with a key of each kind at once: in plain text, with a BLS key, in an encrypted file,
 * from a mnemonic, and in a remote signer. Then a node with a keystore file that the operator wrote. The node prints the
 * addresses when it starts, and its own code signs with each key.
 *
 * Not proven: signatures for real duties, since no key belongs to a validator of this chain; and a real remote signer.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { nodeImage, RELEASE } from "../../images/tags";
import { ethereumAddress } from "../../keys/keys";
import { mnemonicRange } from "../../settings/attesters";
import { ethereumKeysIn } from "../../keys/mnemonic";
import { samples, TEST_KEYS } from "../fixtures/samples";
import { OTHER_SIGNER, RANGE, REMOTE, SECOND_KEY, several, SIGNER } from "../fixtures/several";
import { isSecret, mainnet } from "../fixtures/stacks";
import { omit } from "../fixtures/wrong/wrong";
import { L1, onChain, startChain, stopChain } from "./own-chain";
import { OwnStack } from "./own-stack";
import { docker } from "./test-stack";

const SIGNER_CONTAINER = "aztec-validator-test-signer";
const SIGNER_URL = `http://${SIGNER_CONTAINER}:9000`;
const PACKAGES = "/usr/src/yarn-project";
/** The test keys that the signer has. */
const REMOTE_KEYS = [
  "0xc1034d7fbb5163b2f054d33f7046d9aeea0d8449efb25961b174776bf0a2080d",
  "0x12615c35e3a6e1baeb90150f1d7dd15ded1cf8ca5a60520fc8b958454203b443",
];
const [remoteAttester = "", remotePublisher = ""] = REMOTE_KEYS.map(ethereumAddress);

const stack = new OwnStack("test-kinds");
const { attester, mnemonic, publisher, encrypted } = TEST_KEYS;
const derived = ethereumKeysIn(mnemonic, mnemonicRange(RANGE)).map(ethereumAddress);
const coinbase = String(samples.coinbase);

/** The sequencer of `several`, on a local chain, with a local signer. */
function settings(): Record<string, unknown> {
  const funding = ["fundingAddress", "publisherFunding.threshold", "publisherFunding.amount"];
  const keys = omit(several, ...Object.keys(mainnet).filter((name) => name !== "coinbase"), ...funding);
  const text = JSON.stringify({ ...onChain(), ...keys, logLevel: "debug" });
  const moved = [
    [REMOTE.attester, remoteAttester],
    [REMOTE.publisher, remotePublisher],
    [SIGNER, SIGNER_URL],
    [OTHER_SIGNER, SIGNER_URL],
  ] as const;
  return JSON.parse(moved.reduce((all, [from, to]) => all.replaceAll(from, to), text)) as Record<string, unknown>;
}

const configure = (values: Record<string, unknown>) => stack.configure(values, Object.keys(values).filter(isSecret));

interface Attests {
  readonly address: string;
  readonly coinbase: string;
  readonly publishers: readonly string[];
}

async function logOf(container: string): Promise<string> {
  const { stdout, stderr } = await execa("docker", ["logs", container]);
  return stdout + stderr;
}

/** Reads the keys that the node found in its keystore from its log. */
async function attesting(container: string): Promise<Attests[]> {
  const line = /Validator (0x\w+) configured with coinbase (0x\w+), feeRecipient \w+ and publishers ([\w,]+)/g;
  const found = [...(await logOf(container)).matchAll(line)].map(([, address = "", coin = "", all = ""]) => {
    const text = { address, coinbase: coin, publishers: all.split(",") };
    return [address, text] as const;
  });
  return [...new Map(found).values()];
}

/** Runs a script inside the container, with the node's packages. @returns what it prints, as JSON */
async function inNode(script: string): Promise<unknown> {
  // The node's own NODE_OPTIONS would keep Node from reading a module from standard input.
  const place = ["--env=NODE_OPTIONS=", "--workdir", PACKAGES, stack.container];
  const args = ["exec", "-i", ...place, "node", "--input-type=module", "-"];
  return JSON.parse((await execa("docker", args, { input: script })).stdout) as unknown;
}

const lower = (all: unknown) => JSON.parse(JSON.stringify(all).toLowerCase()) as unknown;

beforeAll(async () => {
  await startChain();
  const script = `${path.join(__dirname, "remote-signer.mjs")}:${PACKAGES}/remote-signer.mjs:ro`;
  const args = ["--name", SIGNER_CONTAINER, "--network", L1, "--volume", script, "--env", "KEYS"];
  await docker("rm", "--force", SIGNER_CONTAINER);
  const run = ["run", "--detach", ...args, "--entrypoint=node", nodeImage(RELEASE), `${PACKAGES}/remote-signer.mjs`];
  await execa("docker", run, { env: { KEYS: REMOTE_KEYS.join(",") } });
  await stack.init();
});

afterAll(async () => {
  await stack.remove();
  await docker("rm", "--force", SIGNER_CONTAINER);
  await stopChain();
});

describe("a signer that only the node can reach", () => {
  const named = [
    `Unable to connect to web3signer at http://${SIGNER_CONTAINER}:9001`,
    `addresses are not available in the web3signer: ${String(samples.publisherAddresses).toLowerCase()}`,
  ];

  it("that does not answer, or has no such key: the up that fails names it", async () => {
    const away = { "remoteSignerUrl-remote": `http://${SIGNER_CONTAINER}:9001` };
    const unknown = { publisherAddresses: samples.publisherAddresses, readyTimeoutSeconds: 10, logLevel: "info" };
    await configure({ ...settings(), ...away, ...unknown });
    expect((await stack.up()).code).not.toBe(0);
    // On a slow machine too: the node queries the signer once it has started, and the next up waits for the same node.
    await vi.waitFor(async () => {
      const log = await logOf(stack.container);
      expect(named.filter((text) => !log.includes(text))).toEqual([]);
    }, 150_000);
    const { code, text } = await stack.up();
    expect(code).not.toBe(0);
    expect(named.filter((one) => !text.includes(one))).toEqual([]);
  });
});

describe("a node with keys of each kind", () => {
  const own = (address: string) => ({ address, coinbase, publishers: [address] });
  const expected: readonly Attests[] = [
    own(ethereumAddress(attester)),
    own(ethereumAddress(encrypted)),
    { ...own(ethereumAddress(SECOND_KEY)), publishers: [ethereumAddress(publisher), remotePublisher] },
    { ...own(remoteAttester), coinbase: remoteAttester },
    ...derived.map((address) => ({ ...own(address), publishers: derived })),
  ];

  it("starts, and attests and publishes as all of them", async () => {
    await configure(settings());
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    expect(lower(await attesting(stack.container))).toEqual(lower(expected));
    expect(JSON.parse(await stack.output("attesters"))).toEqual(expected);
  });

  it("signs attestations, proposals and transactions with all of them", async () => {
    const script = readFileSync(path.join(__dirname, "node-keys.mjs"), "utf8");
    const typed = expected.map((one) => ({ ...one, typed: one.address }));
    expect(lower(await inNode(script))).toEqual(lower(typed));
    const calls = new Set((await docker("logs", SIGNER_CONTAINER)).split("\n"));
    expect([...calls].sort()).toEqual(["eth_accounts", "eth_sign", "eth_signTransaction", "eth_signTypedData"]);
  });

  it("has none of them in the output of docker inspect", async () => {
    const inspected = (await docker("inspect", stack.container, `${stack.container}-keys`)).toLowerCase();
    const secrets = [attester, publisher, encrypted, SECOND_KEY, mnemonic, TEST_KEYS.password, TEST_KEYS.bls.slice(2)];
    expect(secrets.filter((secret) => inspected.includes(secret.toLowerCase()))).toEqual([]);
  });

  it("reads only its keystore file: a foreign .json beside it, which would stop it, changes nothing", async () => {
    const volume = ["--volume", `${stack.container}-keys:/keys`, "--network=none", "--entrypoint=sh"];
    await docker("run", "--rm", "--user=0", ...volume, nodeImage(RELEASE), "-c", "echo [] > /keys/foreign.json");
    const script = `import { loadKeystores } from "@aztec/node-keystore";
      const tried = (place) => { try { return loadKeystores(place).length } catch (error) { return error.name } };
      console.log(JSON.stringify([process.env.KEY_STORE_DIRECTORY, "/var/lib/keys"].map(tried)));`;
    expect(await inNode(script)).toEqual([1, "KeyStoreLoadError"]);
  });
});

describe("a node with an operator's own keystore file", () => {
  it("starts, with the file's mnemonic, and a remote signer for all", async () => {
    const fromMnemonic = { mnemonic, accountIndex: 7, addressCount: 2 };
    const file = {
      schemaVersion: 2,
      feeRecipient: samples.feeRecipient,
      remoteSigner: SIGNER_URL,
      validators: [
        { attester: fromMnemonic, coinbase },
        { attester: remoteAttester, publisher: [remotePublisher] },
      ],
    };
    await configure({ ...omit(onChain(), "attesterPrivateKey"), keystore: JSON.stringify(file), logLevel: "debug" });
    const { code, text } = await stack.up();
    expect(code, text).toBe(0);
    const expected = [
      ...derived.map((address) => ({ address, coinbase, publishers: derived })),
      { address: remoteAttester, coinbase: remoteAttester, publishers: [remotePublisher] },
    ];
    expect(lower(await attesting(stack.container))).toEqual(lower(expected));
  });
});
