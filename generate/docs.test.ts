/** The documents name the settings, hosts and tests that exist. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { settingAt, settingDefinitions } from "../settings/schema";
import { inputType, type SettingDefinition } from "../settings/schema/definition";
import { describeType } from "../settings/schema/type-description";

const file = path.join(__dirname, "../docs/configuration.md");

/** A longer cell makes the page scroll sideways. */
const LONGEST_CELL = 200;

/** Every variable of the tables in the README of aztec-spartan.sh. */
const LEGACY =
  "ETHEREUM_HOST BOOTNODE_URL IMAGE L1_CHAIN_ID DATA_DIRECTORY ARCHIVER_POLLING_INTERVAL_MS SEQ_PUBLISHER_PRIVATE_KEY SEQ_PUBLISH_RETRY_INTERVAL_MS SEQ_VIEM_POLLING_INTERVAL_TIME VALIDATOR_DISABLED VALIDATOR_ATTESTATIONS_WAIT_TIMEOUT_MS VALIDATOR_ATTESTATIONS_POLLING_INTERVAL_MS GOVERNANCE_PROPOSER_PAYLOAD_ADDRESS SEQ_ENFORCE_TIME_TABLE SEQ_MAX_TX_PER_BLOCK SEQ_MIN_TX_PER_BLOCK SEQ_MIN_SECONDS_BETWEEN_BLOCKS SEQ_MAX_SECONDS_BETWEEN_BLOCKS COINBASE FEE_RECIPIENT BOOTSTRAP_NODES P2P_TCP_ANNOUNCE_ADDR P2P_UDP_ANNOUNCE_ADDR P2P_TCP_LISTEN_ADDR P2P_UDP_LISTEN_ADDR P2P_QUERY_FOR_IP P2P_ENABLED P2P_MIN_PEERS P2P_MAX_PEERS P2P_BLOCK_CHECK_INTERVAL_MS PEER_ID_PRIVATE_KEY".split(
    " ",
  );

describe("docs/configuration.md", () => {
  it.each(LEGACY)("names the setting that replaces %s of aztec-spartan.sh", (name) => {
    const [, section = ""] = readFileSync(file, "utf8").split("## From aztec-spartan.sh");
    expect(section).toMatch(new RegExp(`^\\| \`${name}\` +\\| \`[\\w.]+\` +\\|$`, "m"));
  });
});

describe("the tables of docs/configuration.md", () => {
  it("have four columns, and cells that fit a page", () => {
    const rows = readFileSync(file, "utf8").match(/^\| `[^`]+` .*\|$/gm) ?? [];
    const cells = rows.map((row) =>
      row
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((text) => text.trim()),
    );
    expect(cells.length).toBeGreaterThan(settingDefinitions.length);
    expect(new Set(cells.map(({ length }) => length))).toEqual(new Set([2, 4]));
    expect(cells.flat().filter(({ length }) => length > LONGEST_CELL)).toEqual([]);
  });
});

describe("docs/from-spartan.md", () => {
  it("has an equivalent or a reason for each of the first tool's 26 features", () => {
    const text = readFileSync(path.join(__dirname, "../docs/from-spartan.md"), "utf8");
    const rows = [...text.matchAll(/^\| (\d+) +\| (\S.*?) +\| (\S.*?) +\|$/gm)];
    expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 26 }, (_, i) => i + 1));
  });

  it("names only existing settings", () => {
    const text = readFileSync(path.join(__dirname, "../docs/from-spartan.md"), "utf8");
    const named = [...text.matchAll(/`((?:p2p|storage|host|aws)\.\w+)`/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !settingAt(name))).toEqual([]);
    expect(new Set(named).size).toBe(8);
  });
});

describe("docs/node-places.md", () => {
  const root = path.join(__dirname, "..");
  const text = readFileSync(path.join(root, "docs/node-places.md"), "utf8");

  it("lists a host for each setting with one that the node calls", () => {
    const isServer = ({ type }: SettingDefinition) =>
      /\bURLs?\b.*(http|postgresql):|URLs$/.test(describeType(inputType(type)).expects);
    const settings = settingDefinitions
      .filter((setting) => isServer(setting) && !/^otel\.|^bootnodeUrl$/.test(setting.path))
      .map(({ path: name }) => name);
    expect(settings).toContain("remoteSignerUrl");
    expect(settings.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it("names only existing tests, each by its file", () => {
    const tests = [...text.matchAll(/^\| `([\w-]+)` +\| `([\w./-]+\.test\.ts)` +\|$/gm)];
    expect(tests.length).toBeGreaterThan(10);
    expect(tests.filter(([, , place = ""]) => !existsSync(path.join(root, place)))).toEqual([]);
    const names = tests.map(([, name]) => name);
    const cells = text.split("\n").filter((line) => line.startsWith("|") && !line.includes(".test.ts"));
    const shown = cells.flatMap((line) => [...(line.split("|").at(-2) ?? "").matchAll(/`([\w-]+)`/g)]);
    expect(shown.map(([, name]) => name).filter((name) => !names.includes(name))).toEqual([]);
  });
});
