/**
 * Installations of every kind become stacks. Each folder of test/golden/import has the files of one, in the form that
 * its tool or guide writes, and the report of its import: `imported.txt`.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { Mount } from "./read/mounts";
import { readOldInstallation } from "./read/old-files";
import { report } from "./report";
import { importStack, type ImportedStack } from "./convert";
import { mayBeSecret } from "../../settings/secrecy";
import { toRawConfig } from "../../settings/flat-config";
import { nodeEnvironment, planOf } from "../../test/fixtures/plans";
import { TEST_KEYS } from "../../test/fixtures/samples";
import { LOCAL_RELEASE } from "../../test/fixtures/stacks";

vi.stubEnv("HOME", "/home/operator");

const FOLDER = path.join(__dirname, "../../test/golden/import");

/** Options of the import; installations that are not listed have none. */
const options: Readonly<Record<string, { service?: string; values?: Record<string, string> }>> = {
  "spartan-2025-03": { values: { network: "testnet", release: "6.0.0-rc.1" } },
  prover: { service: "prover-node" },
  dappnode: { values: { network: "mainnet", release: "5.2.0", "p2p.announceIp": "20.30.40.50" } },
  "one-click": { values: { release: "6.0.0-rc.1" } },
};
const names = readdirSync(FOLDER).sort();

function imported(name: string) {
  const { service, values = {} } = options[name] ?? {};
  const { installation: found, keyFiles } = readOldInstallation([path.join(FOLDER, name)], { service });
  const installation = { ...found, mounts: found.mounts.map(atHome) };
  return { installation, stack: importStack(installation, keyFiles, { values, localRelease: LOCAL_RELEASE }) };
}

/** Returns a mount as if its directory were the operator's: a checkout below /tmp may hold no data of a node. */
const atHome = (mount: Mount): Mount =>
  mount.directory === undefined ? mount : { ...mount, directory: mount.directory.replace(FOLDER, "/home/operator") };

function reportOf(name: string): string {
  const { installation, stack } = imported(name);
  const text = report(installation, stack, { stack: "validator", volume: "aztec-validator-validator-data" });
  return `${text.replaceAll(FOLDER, "/home/operator")}\n`;
}

/** Returns the environment of a stack's node, without the new container's own paths. */
function environmentOf({ values }: ImportedStack): Record<string, string> {
  const { DATA_DIRECTORY: data, ...env } = nodeEnvironment(planOf(toRawConfig(values), mayBeSecret));
  expect(data).toMatch(/^\/var\/lib\//);
  return env;
}

describe("an old installation", () => {
  it.each(names)("%s has the recorded report", async (name) => {
    await expect(reportOf(name)).toMatchFileSnapshot(path.join(FOLDER, name, "imported.txt"));
  });

  it.each(names)("%s has no secret in its report", (name) => {
    const text = reportOf(name);
    const secrets = [...Object.values(TEST_KEYS), "test-key-of-an-ethereum-server", "test-password"];
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
  });

  it.each(names)("%s has a reason for everything dropped, and drops nothing that it converts", (name) => {
    const { dropped, converted, values } = imported(name).stack;
    expect(dropped.filter(({ reason }) => reason === "")).toEqual([]);
    const kept = converted.filter(({ path: setting }) => setting in values).map(({ from }) => from);
    expect(dropped.filter(({ from, reason }) => kept.includes(from) && !reason.startsWith("a path in"))).toEqual([]);
  });
});

describe("the stack of an installation", () => {
  it.each(names.filter((name) => imported(name).stack.problems.length === 0))(
    "%s passes the checks of `up`",
    (name) => {
      expect(Object.keys(environmentOf(imported(name).stack))).toContainEqual(
        expect.stringMatching(/^ETHEREUM_HOSTS?$/),
      );
    },
  );

  it("gives the official guide's node the environment that it had", () => {
    const { AZTEC_ADMIN_API_KEY_HASH: hash, ...env } = environmentOf(imported("official-4").stack);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(env).toEqual({
      AZTEC_PORT: "8080",
      BB_WORKING_DIRECTORY: "/var/lib/data/bb",
      CRS_PATH: "/var/lib/data/crs",
      ETHEREUM_HOSTS: "https://ethereum.example.org/v2/test-key-of-an-ethereum-server",
      GOVERNANCE_PROPOSER_PAYLOAD_ADDRESS: "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
      KEY_STORE_DIRECTORY: "/var/lib/keys/keystore.json",
      L1_CONSENSUS_HOST_URLS: "https://beacon.example.org",
      LOG_LEVEL: "info",
      NOIR_EXECUTE_WORKING_DIRECTORY: "/var/lib/data/acvm",
      P2P_ENABLED: "true",
      P2P_IP: "20.30.40.50",
      P2P_LISTEN_ADDR: "0.0.0.0",
      P2P_PORT: "40400",
      PEER_ID_PRIVATE_KEY_PATH: "/var/lib/keys/p2p-private-key",
    });
  });

  it("has the keys of the installation's key files", () => {
    const { values } = imported("official-5").stack;
    expect(values.p2pPrivateKey).toBe(TEST_KEYS.p2p);
    expect(JSON.parse(values.keystore ?? "")).toEqual(
      JSON.parse(readFileSync(path.join(FOLDER, "official-5/keys/key1.json"), "utf8")),
    );
  });

  it("has a keystore of several attesters with their shared publisher, coinbase and fee recipient", () => {
    const shared = {
      publisher: [`0x${TEST_KEYS.prover}`],
      coinbase: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
      feeRecipient: `0x${"0".repeat(64)}`,
    };
    expect(JSON.parse(imported("several-attesters").stack.values.keystore ?? "")).toEqual({
      schemaVersion: 1,
      validators: [TEST_KEYS.attester, TEST_KEYS.publisher].map((key) => ({ attester: `0x${key}`, ...shared })),
    });
  });
});
