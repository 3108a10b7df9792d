/** An operator who comes from the seed's tool finds everything of it. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { settingAt } from "../settings/schema";

const file = path.join(__dirname, "../docs/configuration.md");

/** Every variable of the tables of the seed's README. */
const SEED =
  "ETHEREUM_HOST BOOTNODE_URL IMAGE L1_CHAIN_ID DATA_DIRECTORY ARCHIVER_POLLING_INTERVAL_MS SEQ_PUBLISHER_PRIVATE_KEY SEQ_PUBLISH_RETRY_INTERVAL_MS SEQ_VIEM_POLLING_INTERVAL_TIME VALIDATOR_DISABLED VALIDATOR_ATTESTATIONS_WAIT_TIMEOUT_MS VALIDATOR_ATTESTATIONS_POLLING_INTERVAL_MS GOVERNANCE_PROPOSER_PAYLOAD_ADDRESS SEQ_ENFORCE_TIME_TABLE SEQ_MAX_TX_PER_BLOCK SEQ_MIN_TX_PER_BLOCK SEQ_MIN_SECONDS_BETWEEN_BLOCKS SEQ_MAX_SECONDS_BETWEEN_BLOCKS COINBASE FEE_RECIPIENT BOOTSTRAP_NODES P2P_TCP_ANNOUNCE_ADDR P2P_UDP_ANNOUNCE_ADDR P2P_TCP_LISTEN_ADDR P2P_UDP_LISTEN_ADDR P2P_QUERY_FOR_IP P2P_ENABLED P2P_MIN_PEERS P2P_MAX_PEERS P2P_BLOCK_CHECK_INTERVAL_MS PEER_ID_PRIVATE_KEY".split(
    " ",
  );

describe("docs/configuration.md", () => {
  it.each(SEED)("tells which setting takes the place of the seed's %s", (name) => {
    const [, section = ""] = readFileSync(file, "utf8").split("## From the seed's tool");
    expect(section).toMatch(new RegExp(`^\\| \`${name}\` +\\| \`[\\w.]+\` +\\|$`, "m"));
  });
});

describe("docs/from-spartan.md", () => {
  it("has an equivalent or a reason for each of the first tool's 26 features", () => {
    const text = readFileSync(path.join(__dirname, "../docs/from-spartan.md"), "utf8");
    const rows = [...text.matchAll(/^\| (\d+) +\| (\S.*?) +\| (\S.*?) +\|$/gm)];
    expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 26 }, (_, i) => i + 1));
  });

  it("names settings that there are", () => {
    const text = readFileSync(path.join(__dirname, "../docs/from-spartan.md"), "utf8");
    const named = [...text.matchAll(/`((?:p2p|storage|host|aws)\.\w+)`/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !settingAt(name))).toEqual([]);
    expect(new Set(named).size).toBe(6);
  });
});

describe("docs/node-places.md", () => {
  const root = path.join(__dirname, "..");
  const text = readFileSync(path.join(root, "docs/node-places.md"), "utf8");

  it("has a host for each setting that names one which the node calls", () => {
    const rows = readFileSync(file, "utf8").matchAll(/^\| `([\w.]+)` +\| a (?:list of URLs|URL that|database)/gm);
    const settings = [...rows].map(([, name = ""]) => name).filter((name) => !name.startsWith("otel."));
    expect(settings).toContain("remoteSignerUrl");
    expect(settings.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it("names tests that there are, each by its file", () => {
    const tests = [...text.matchAll(/^\| `([\w-]+)` +\| `([\w./-]+\.test\.ts)` +\|$/gm)];
    expect(tests.length).toBeGreaterThan(10);
    expect(tests.filter(([, , place = ""]) => !existsSync(path.join(root, place)))).toEqual([]);
    const names = tests.map(([, name]) => name);
    const cells = text.split("\n").filter((line) => line.startsWith("|") && !line.includes(".test.ts"));
    const shown = cells.flatMap((line) => [...(line.split("|").at(-2) ?? "").matchAll(/`([\w-]+)`/g)]);
    expect(shown.map(([, name]) => name).filter((name) => !names.includes(name))).toEqual([]);
  });
});
