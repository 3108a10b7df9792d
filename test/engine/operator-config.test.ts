/**
 * `aztec-validator config` with a real Pulumi: with prompts on a terminal, with flags only, and interrupted.
 */
import { copyFileSync, existsSync, readdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROJECT_DIR, settingsFile } from "../../pulumi/dev-stack";
import { TEST_KEYS } from "../fixtures/samples";
import { OwnBackend } from "./own-backend";
import { CTRL_C, DOWN, ENTER, Terminal } from "./terminal";

const backend = new OwnBackend(["conf-typed", "conf-flags", "conf-left", "conf-cut", "conf-copied"]);
let service: Server;
let detect: string;

beforeAll(async () => {
  await backend.open();
  service = createServer((request, response) => {
    response.end(request.url === "/ip" ? "20.30.40.50\n" : "<html>");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => service.once("listening", resolve));
  detect = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const files = {
    key: TEST_KEYS.attester,
    l1: "https://ethereum.example.org/v2/test-key-of-an-ethereum-server",
    beacon: "https://beacon.example.org",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(backend.home, name), `${text}\n`);
});

afterAll(() => {
  backend.close();
  service.close();
});

/** Every prompt for a sequencer on this machine, with a valid answer, and an invalid one with its error. */
const DIALOGUE: readonly { prompt: string; types: string; invalid?: readonly [keys: string, error: string] }[] = [
  { prompt: "Stack to create or change", types: "" },
  { prompt: "? network:", types: ENTER },
  { prompt: "? role:", types: ENTER },
  { prompt: "? host.kind:", types: ENTER },
  {
    prompt: "? ethereumHosts:",
    types: `https://ethereum.example.org/v2/test-key-of-an-ethereum-server${ENTER}`,
    invalid: ["http://localhost:8545", "ethereumHosts[0] points to localhost, which is the node's own container"],
  },
  {
    prompt: "? l1ConsensusHosts:",
    types: `https://beacon.example.org${ENTER}`,
    invalid: ["", "l1ConsensusHosts is not set"],
  },
  { prompt: "? release:", types: ENTER, invalid: ["5.2.0", "release is 5.2.0, but testnet needs 6.0.0-rc.1 or later"] },
  {
    prompt: "? p2p.announceIp:",
    types: `detect${ENTER}`,
    invalid: ["10.0.0.5", "p2p.announceIp is a private address"],
  },
  { prompt: "? p2p.port:", types: `40401${ENTER}`, invalid: ["70000", "p2p.port must be a port from 1 to 65535"] },
  { prompt: "? rpcPort:", types: `8082${ENTER}`, invalid: ["40401", "rpcPort is the same port as p2p.port"] },
  // The second source: new keys are the first.
  { prompt: "? keys:", types: `${DOWN}${ENTER}` },
  {
    prompt: "? attesterPrivateKey:",
    types: `${TEST_KEYS.attester}${ENTER}`,
    invalid: ["77", "attesterPrivateKey is not a private key"],
  },
  {
    prompt: "? coinbase:",
    types: `0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed${ENTER}`,
    invalid: ["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "coinbase has a wrong checksum (EIP-55 capitals)"],
  },
  { prompt: "? storage.kind:", types: `${DOWN}${ENTER}` },
  {
    prompt: "? storage.path:",
    types: `/srv/aztec${ENTER}`,
    invalid: ["here", "storage.path must be an absolute path"],
  },
  { prompt: "Write these settings?", types: ENTER },
];

/** The flags that replace the prompts, in their order. */
const FLAGS: readonly (readonly string[])[] = [
  ["--stack", "conf-left"],
  ["--network", "testnet"],
  ["--role", "sequencer"],
  ["--host-kind", "local"],
  ["--ethereum-hosts-file", "l1"],
  ["--l1-consensus-hosts-file", "beacon"],
  ["--release", "6.0.0"],
  ["--p2p-announce-ip", "20.30.40.50"],
  ["--p2p-port", "40401"],
  ["--rpc-port", "8082"],
  ["--key-source", "private-key"],
  ["--attester-private-key-file", "key"],
  ["--coinbase", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"],
  ["--storage-kind", "bind"],
  ["--storage-path", "/srv/aztec"],
];

function config(...flags: string[]): Terminal {
  const services = ["--ip-service", `${detect}/none`, `${detect}/ip`];
  const args = [...flags, ...services].map((arg) => `'${arg}'`);
  return new Terminal(`node cli/entry.cjs config ${args.join(" ")}`, backend.env);
}

async function answer(terminal: Terminal, name: string, steps: typeof DIALOGUE, mistakes: boolean): Promise<void> {
  for (const { prompt, types, invalid } of steps) {
    await terminal.sees(prompt);
    if (invalid && mistakes) {
      const [keys, error] = invalid;
      terminal.types(`${keys}${ENTER}`);
      await terminal.sees(error);
      await terminal.sees(prompt);
    }
    terminal.types(types || `${name}${ENTER}`);
  }
}

describe("config on a terminal", () => {
  it("prompts for every setting, repeats a prompt after an invalid answer, and writes the stack", async () => {
    const terminal = config();
    await answer(terminal, "conf-typed", DIALOGUE, true);
    expect(await terminal.end(), terminal.text).toBe(0);
    expect(terminal.text).not.toContain(TEST_KEYS.attester);
    // No server answers there: the newest known release is suggested, with the reason.
    expect(terminal.text).toContain("! ethereum.example.org does not answer");
    expect(terminal.text).toContain("6.0.0 is the newest known release for testnet");
    expect(await backend.settingsOf("conf-typed")).toEqual({
      network: "testnet",
      release: "6.0.0",
      ethereumHosts: "https://ethereum.example.org/v2/test-key-of-an-ethereum-server",
      l1ConsensusHosts: "https://beacon.example.org",
      p2p: '{"announceIp":"20.30.40.50","port":40401}',
      rpcPort: "8082",
      attesterPrivateKey: TEST_KEYS.attester,
      coinbase: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
      storage: '{"kind":"bind","path":"/srv/aztec"}',
    });
  });

  it("leaves nothing behind after Ctrl-C at any prompt", async () => {
    const before = await backend.stacks();
    const codes = await Promise.all(
      DIALOGUE.map(async ({ prompt }, i) => {
        // The last prompt is shown only after another prompt: leave one without a flag.
        const typed = i === FLAGS.length ? DIALOGUE.slice(2, 3) : [];
        const terminal = config(
          ...FLAGS.slice(0, i)
            .filter(([flag]) => typed.length === 0 || flag !== "--role")
            .flat(),
        );
        await answer(terminal, "conf-left", typed, false);
        await terminal.sees(prompt);
        terminal.types(CTRL_C);
        await terminal.sees("Cancelled; nothing was changed.");
        return terminal.end();
      }),
    );
    expect(codes).toEqual(DIALOGUE.map(() => 1));
    expect(await backend.stacks()).toEqual(before);
    expect(existsSync(settingsFile("conf-left"))).toBe(false);
  });
});

describe("config with flags only", () => {
  const flags = FLAGS.slice(1).flat();

  it("writes the same file, except for the encrypted texts", async () => {
    const { code, text } = await backend.run("config", "--stack", "conf-flags", ...flags);
    expect(code, text).toBe(0);
    expect(backend.written("conf-flags")).toBe(backend.written("conf-typed"));
    expect(await backend.settingsOf("conf-flags")).toEqual(await backend.settingsOf("conf-typed"));
  });

  it("keeps what a copied example sets, also before its stack exists", async () => {
    copyFileSync(path.join(PROJECT_DIR, "examples/mainnet-ha.yaml"), settingsFile("conf-copied"));
    const own = flags.filter((_, index) => !["--network", "--role"].includes(flags[index - (index % 2)] ?? ""));
    const { code, text } = await backend.run("config", "--yes", "--stack", "conf-copied", ...own, "--coinbase", "");
    expect(code).toBe(1);
    expect(text).toContain(
      "haDatabaseUrl is not set: the nodes of a high-availability group coordinate in one database",
    );
    writeFileSync(settingsFile("conf-copied"), "config:\n  network: mainnet\n  enableAutoShutdown: true\n");
    const written = await backend.run("config", "--yes", "--stack", "conf-copied", ...own);
    expect(written.code, written.text).toBe(0);
    expect(await backend.settingsOf("conf-copied")).toMatchObject({ network: "mainnet", enableAutoShutdown: "true" });
  });

  it("reports the missing flags, and creates no stack", async () => {
    const { code, text } = await backend.run("config", "--stack", "conf-left", "--network", "testnet");
    expect(code).toBe(1);
    expect(text.match(/^ {6}--\S+ <\S+>$/gm)?.map((line) => line.trim())).toEqual([
      "--release <value>",
      "--ethereum-hosts-file <file>",
      "--l1-consensus-hosts-file <file>",
      "--p2p-announce-ip <value>",
      "--attester-private-key-file <file>",
    ]);
    expect(text).toMatch(/\n {6}--attester-private-key-file <file>\n {6}or, to make one: --key-source new$/);
    expect(await backend.stacks()).not.toContain("conf-left");
  });

  it("changes only the settings of the flags", async () => {
    const before = readFileSync(settingsFile("conf-flags"), "utf8");
    const { code, text } = await backend.run(
      "config",
      "--stack",
      "conf-flags",
      "--p2p-port",
      "40402",
      "--coinbase",
      "",
    );
    expect(code, text).toBe(0);
    const expected = before.replace("port: 40401", "port: 40402").replace(/.*:coinbase: .*\n/, "");
    expect(readFileSync(settingsFile("conf-flags"), "utf8")).toBe(expected);
  });

  it("reports why the address could not be detected", async () => {
    const { code, text } = await backend.run(
      ...["config", "--stack", "conf-left", "--p2p-announce-ip", "detect", "--ip-service", `${detect}/none`],
    );
    expect(code).toBe(1);
    expect(text).toContain(`${new URL(detect).host}: the answer is not an IPv4 address`);
  });

  it("rolls back if it is interrupted while it writes", async () => {
    const before = await backend.stacks();
    const command = backend.start("config", "--stack", "conf-cut", ...flags);
    await new Promise<void>((resolve) => {
      const watcher = watch(PROJECT_DIR, (_, file) => {
        if (file !== ".Pulumi.conf-cut.draft.yaml") return;
        watcher.close();
        resolve();
      });
    });
    command.kill("SIGINT");
    const { exitCode, all } = await command;
    expect(all).toContain("Interrupted; nothing was written.");
    expect(exitCode).toBe(1);
    expect(await backend.stacks()).toEqual(before);
    expect(readdirSync(PROJECT_DIR).filter((file) => file.includes("conf-cut"))).toEqual([]);
  });
});
