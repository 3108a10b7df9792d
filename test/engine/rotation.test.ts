/**
 * Keys that change while a real node runs: changes that it reloads, changes that require a restart, and changes that it
 * refuses. The evidence is the node's log: it has no call that returns its coinbase.
 */
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { ethereumAddress } from "../../keys/keys";
import { TEST_KEYS } from "../fixtures/samples";
import { omit } from "../fixtures/wrong/wrong";
import { onChain, startChain, stopChain } from "./own-chain";
import { OwnStack } from "./own-stack";
import { docker } from "./test-stack";

const stack = new OwnStack("test-rotation");
const base = { ...onChain(), logLevel: "info;debug:node" };

const A = `0x${TEST_KEYS.attester}`;
const B = `0x${TEST_KEYS.prover}`;
const OTHER_PUBLISHER = `0x${TEST_KEYS.publisher}`;
const FIRST = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const SECOND = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
const WAITING = { timeout: 60_000, interval: 500 };
const FILE = "/var/lib/keys/keystore.json";

/** Settings with a whole keystore file, all of whose attesters send from one address. */
function withFile(attesters: readonly unknown[], publisher = A): Record<string, unknown> {
  const feeRecipient = `0x${"0".repeat(64)}`;
  const validators = attesters.map((attester) => ({ attester, publisher, coinbase: SECOND, feeRecipient }));
  return { ...omit(base, "attesterPrivateKey"), keystore: JSON.stringify({ schemaVersion: 1, validators }) };
}

/** Returns container id and start time: a restart changes one of them. */
const process = () => docker("inspect", stack.container, "--format", "{{.Id}} {{.State.StartedAt}}");
const log = async () => (await execa("docker", ["logs", stack.container], { all: true })).all ?? "";
/** Waits for a text in the log: a node writes it some time after the event. */
const hasSaid = (text: string) => expect.poll(log, WAITING).toContain(text);
const file = () => docker("exec", stack.container, "cat", FILE);

const stateSchema = z.object({
  deployment: z.object({
    resources: z.array(z.looseObject({ type: z.string(), outputs: z.looseObject({}).optional() })),
  }),
});

/** Returns the attesters of each claim in the stack's state. */
async function claimed(): Promise<unknown[]> {
  const { deployment } = stateSchema.parse(JSON.parse(await stack.succeeds("stack", "export", "--stack", stack.name)));
  const claims = deployment.resources.filter(({ type }) => type === "aztec:index:KeyClaim");
  return claims.map(({ outputs }) => outputs?.attesters);
}

const previewSchema = z.object({ steps: z.array(z.object({ op: z.string(), urn: z.string() })) });

/** Returns the changes in a preview, without the record of claims. */
async function foreseen(): Promise<string[]> {
  const text = await stack.succeeds("preview", "--json", "--stack", stack.name);
  const { steps } = previewSchema.parse(JSON.parse(text.slice(text.indexOf("{"))));
  const changes = steps.filter(({ op, urn }) => op !== "same" && !urn.endsWith("::node-claim"));
  return changes.map(({ op, urn }) => `${op} ${urn.split("::").at(-1) ?? urn}`).sort();
}

async function succeeds(): Promise<void> {
  const { code, text } = await stack.up();
  expect(code, text).toBe(0);
}

beforeAll(async () => {
  await startChain();
  await stack.init();
  await stack.configure({ ...base, coinbase: FIRST });
  await succeeds();
});

afterAll(async () => {
  await stack.remove();
  await stopChain();
});

describe("a running node", () => {
  it("reloads another coinbase, as the preview shows: same container, same start", async () => {
    const before = await process();
    await stack.configure({ ...base, coinbase: SECOND });
    expect(await foreseen()).toEqual(["update node-keys-files"]);
    await succeeds();
    expect(await process()).toBe(before);
    await hasSaid(`configured with coinbase ${SECOND.toLowerCase()}`);
    await hasSaid("Keystore reloaded");
  });

  it("reloads a further attester, which sends from an existing publisher", async () => {
    const before = await process();
    await stack.configure(withFile([A, B]));
    await succeeds();
    expect(await process()).toBe(before);
    await hasSaid(`adding attester keys: ${ethereumAddress(B).toLowerCase()}`);
    expect(await claimed()).toEqual([[ethereumAddress(A), ethereumAddress(B)].sort()]);
  });

  it("keeps its keys if it refuses new ones, with the reason, and both claims stay", async () => {
    const [before, old] = [await process(), await file()];
    const signer = {
      address: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
      remoteSignerUrl: "https://signer.invalid:9000",
    };
    await stack.configure(withFile([A, signer]));
    const { code, text } = await stack.up();
    expect(code).not.toBe(0);
    expect(text).toContain(`${stack.container} did not load the new keystore: the node rejects it and keeps`);
    expect(text).toContain("The previous keystore was restored");
    expect(await process()).toBe(before);
    expect(await file()).toBe(old);
    expect((await claimed()).length).toBe(2);
  });

  it("removes an attester, and has the same keys after a restart", async () => {
    const before = await process();
    await stack.configure(withFile([A]));
    await succeeds();
    expect(await process()).toBe(before);
    await hasSaid(`removing attester keys: ${ethereumAddress(B).toLowerCase()}`);
    expect(await claimed()).toEqual([[ethereumAddress(A)]]);
    expect(await file()).not.toContain(B);
    await docker("restart", stack.container);
    await vi.waitFor(async () => {
      const starts = (await log()).match(/(?<=Started validator with addresses: ).*/g);
      expect(starts).toEqual([A, A].map((key) => ethereumAddress(key).toLowerCase()));
    }, WAITING);
  });

  it("is restarted for another publisher, as the preview shows", async () => {
    const before = await process();
    await stack.configure(withFile([A], OTHER_PUBLISHER));
    expect(await foreseen()).toEqual(["replace node-container", "replace node-keys-files", "update node-ready"]);
    await succeeds();
    expect(await process()).not.toBe(before);
    await hasSaid(`and publishers ${ethereumAddress(OTHER_PUBLISHER).toLowerCase()}`);
  });
});
