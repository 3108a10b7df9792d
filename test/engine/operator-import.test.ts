/** `aztec-validator import` with a real Pulumi: it writes what it reports, and nothing else. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROJECT_DIR, settingsFile } from "../../pulumi/dev-stack";
import { tryLock } from "../../pulumi/stack-lock";
import { TEST_KEYS } from "../fixtures/samples";
import { OwnBackend } from "./own-backend";
import { ENTER, Terminal } from "./terminal";

const backend = new OwnBackend(["conf-import", "conf-asked"]);

beforeAll(() => backend.open());

afterAll(() => {
  backend.close();
});

describe("import", () => {
  const old = path.join(PROJECT_DIR, "test/golden/import/official-5");
  const args = ["import", old, "--stack", "conf-import"];

  it("writes nothing with --dry-run, and requires --yes without a terminal", async () => {
    const dry = await backend.run(...args, "--dry-run");
    expect(dry.code, dry.text).toBe(0);
    const unconfirmed = await backend.run(...args);
    expect(unconfirmed.code).toBe(1);
    expect(unconfirmed.text).toContain("Nothing was changed: without a terminal, confirm with --yes.");
    expect(await backend.stacks()).not.toContain("conf-import");
    expect(existsSync(settingsFile("conf-import"))).toBe(false);
  });

  it("writes the stack that it reports, and no secret in plain text", async () => {
    const { code, text } = await backend.run(...args, "--yes");
    expect(code, text).toBe(0);
    const file = readFileSync(settingsFile("conf-import"), "utf8");
    for (const secret of [TEST_KEYS.p2p, TEST_KEYS.attester, TEST_KEYS.publisher, "test-key-of-an-ethereum-server"]) {
      expect(`${text}${file}`).not.toContain(secret);
    }
    const { keystore, p2pPrivateKey, ...rest } = await backend.settingsOf("conf-import");
    expect(p2pPrivateKey).toBe(TEST_KEYS.p2p);
    expect(keystore).toContain(TEST_KEYS.publisher);
    expect(Object.keys(rest).sort()).toEqual([
      ...["ethereumDebugHosts", "ethereumHosts", "l1ConsensusHosts", "network", "p2p", "release", "rpcPort", "storage"],
    ]);
  });

  it("refuses a stack that has settings, and replaces them with --replace", async () => {
    const before = backend.written("conf-import");
    const refused = await backend.run(...args, "--yes");
    expect(refused.code).toBe(1);
    expect(refused.text).toContain("The stack conf-import already has settings; nothing was written.");
    const replaced = await backend.run(...args, "--yes", "--replace");
    expect(replaced.code, replaced.text).toBe(0);
    expect(backend.written("conf-import")).toBe(before);
  });

  it("is refused while another command works on the stack", async () => {
    const before = backend.written("conf-import");
    const lock = tryLock(path.join(PROJECT_DIR, ".updates/conf-import.lock"));
    const { code, text } = await backend.run(...args, "--yes", "--replace");
    lock?.close();
    expect(code).toBe(1);
    expect(text).toContain("Another command is running on conf-import");
    expect(backend.written("conf-import")).toBe(before);
  });
});

describe("import of values that are set nowhere", () => {
  const compose = `services:
  node:
    image: aztecprotocol/aztec:6.0.0
    command: start --node --sequencer --network testnet \${EXTRA_FLAGS}
    environment: {P2P_IP: "\${IP}", VALIDATOR_PRIVATE_KEYS: "\${KEY}"}
`;
  const folder = () => path.join(backend.home, "asked");
  const command = () => ["import", folder(), "--stack", "conf-asked"];

  beforeAll(() => {
    mkdirSync(folder());
    writeFileSync(path.join(folder(), "docker-compose.yml"), compose);
  });

  it("is refused without a terminal, with the command that gives them", async () => {
    const { code, text } = await backend.run(...command());
    expect(code).toBe(1);
    expect(text).toContain("<value> aztec-validator import ...");
    expect(existsSync(settingsFile("conf-asked"))).toBe(false);
  });

  it("prompts for them on a terminal, a key without echo, and writes the stack", async () => {
    const terminal = new Terminal(`node cli/entry.cjs ${command().join(" ")}`, backend.env);
    const answers = { EXTRA_FLAGS: "", IP: "20.30.40.50", KEY: TEST_KEYS.attester };

    for (const [name, answer] of Object.entries(answers)) {
      await terminal.sees(`${name} (for `);
      terminal.types(`${answer}${ENTER}`);
    }
    await terminal.sees("Write these settings to the stack conf-asked?");
    terminal.types(`y${ENTER}`);
    expect(await terminal.end(), terminal.text).toBe(0);
    expect(terminal.text).not.toContain(TEST_KEYS.attester);
    expect(await backend.settingsOf("conf-asked")).toMatchObject({
      p2p: '{"announceIp":"20.30.40.50"}',
      attesterPrivateKey: TEST_KEYS.attester,
    });
  });
});
