/** A `.env` becomes settings, and the settings give the node the same environment again. */
import { describe, expect, it } from "vitest";
import { convertEnvFile } from "./env-vars";
import { nodeEnvironment, planOf } from "../../../test/fixtures/plans";
import { ENR, samples, TEST_KEYS } from "../../../test/fixtures/samples";
import { configOf } from "../../../test/fixtures/stacks";

const contracts =
  "REGISTRY GOVERNANCE_PROPOSER FEE_JUICE ROLLUP REWARD_DISTRIBUTOR GOVERNANCE COIN_ISSUER FEE_JUICE_PORTAL INBOX OUTBOX";

/** As aztec-spartan.sh wrote it, line by line. */
const SPARTAN = `P2P_UDP_ANNOUNCE_ADDR=20.30.40.50:40401
P2P_TCP_ANNOUNCE_ADDR=20.30.40.50:40401
VALIDATOR_DISABLED=false
VALIDATOR_PRIVATE_KEY=0x${TEST_KEYS.attester}
SEQ_PUBLISHER_PRIVATE_KEY=0x${TEST_KEYS.attester}
L1_PRIVATE_KEY=0x${TEST_KEYS.attester}
DEBUG=aztec:*,-aztec:avm_simulator*,-json-rpc*
LOG_LEVEL=debug
AZTEC_PORT=8081
P2P_ENABLED=true
L1_CHAIN_ID=1337
PROVER_REAL_PROOFS=true
PXE_PROVER_ENABLED=true
ETHEREUM_SLOT_DURATION=12sec
AZTEC_SLOT_DURATION=36
AZTEC_EPOCH_DURATION=32
AZTEC_EPOCH_PROOF_CLAIM_WINDOW_IN_L2_SLOTS=13
ETHEREUM_HOST=http://34.82.53.127:8545
BOOTSTRAP_NODES=${ENR}
${contracts
  .split(" ")
  .map((name, i) => `${name}_CONTRACT_ADDRESS=0x${String(i + 1).padStart(40, "0")}`)
  .join("\n")}
P2P_UDP_LISTEN_ADDR=0.0.0.0:40401
P2P_TCP_LISTEN_ADDR=0.0.0.0:40401
DATA_DIRECTORY=/var/lib/aztec
PEER_ID_PRIVATE_KEY=${TEST_KEYS.p2p}
COINBASE=${String(samples.coinbase)}
`;

const custom = { network: "custom", release: "0.67.1" };

describe("a converted .env of aztec-spartan.sh", () => {
  const imported = convertEnvFile(SPARTAN);

  it("results in a stack whose node has every variable unchanged, except those dropped with a reason", () => {
    const env = nodeEnvironment(planOf(configOf({ ...custom, ...imported.values })));
    const { AZTEC_PORT: port, BB_WORKING_DIRECTORY: proofs, ACVM_WORKING_DIRECTORY: programs, ...same } = env;
    expect(port).toBe("8080");
    expect([proofs, programs]).toEqual(["/var/lib/aztec/bb", "/var/lib/aztec/acvm"]);
    const lines = SPARTAN.trimEnd()
      .split("\n")
      .map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]);
    const gone = imported.dropped.map(({ from }) => from);
    // VALIDATOR_DISABLED is the node's default; AZTEC_PORT is now the host's port.
    const kept = lines.filter(([name]) => ![...gone, "VALIDATOR_DISABLED", "AZTEC_PORT"].includes(name));
    expect(same).toEqual(Object.fromEntries(kept));
    expect(imported.values.rpcPort).toBe("8081");
  });

  it("reports what is dropped, and why", () => {
    expect(imported.dropped.map(({ from }) => from)).toEqual([
      "AZTEC_EPOCH_DURATION",
      "AZTEC_EPOCH_PROOF_CLAIM_WINDOW_IN_L2_SLOTS",
      "AZTEC_SLOT_DURATION",
      "DEBUG",
      "ETHEREUM_SLOT_DURATION",
      "L1_PRIVATE_KEY",
      "PROVER_REAL_PROOFS",
      "PXE_PROVER_ENABLED",
    ]);
    expect(imported.dropped.filter(({ reason }) => reason === "")).toEqual([]);
  });

  it("has secrets only in its values", () => {
    const { values, ...rest } = imported;
    expect(JSON.stringify(rest)).not.toContain(TEST_KEYS.attester);
    expect(values.attesterPrivateKey).toBe(`0x${TEST_KEYS.attester}`);
    expect(values).not.toHaveProperty("publisherPrivateKeys");
  });
});

describe("the conversion of a .env", () => {
  it("accepts old and new names of variables, and the misspelt one of aztec-spartan.sh", () => {
    const { values, converted } = convertEnvFile(
      "SEQ_VIEM_POLLING_INTERVAL_TIME=1500\nETHEREUM_HOSTS=https://a.org,https://b.org\nWS_NUM_HISTORIC_BLOCKS=32\n",
    );
    expect(values).toEqual({
      "publisher.viemPollingIntervalMs": "1500",
      ethereumHosts: "https://a.org,https://b.org",
      worldStateHistory: "32",
    });
    expect(converted).toContainEqual({
      from: "SEQ_VIEM_POLLING_INTERVAL_TIME",
      path: "publisher.viemPollingIntervalMs",
    });
  });

  it("accepts the names of keys and addresses that no stack writes, the plural before the singular", () => {
    const key = `0x${TEST_KEYS.attester}`;
    const { values, dropped } = convertEnvFile(
      `SEQ_PUBLISHER_PRIVATE_KEY=0x2\nSEQ_PUBLISHER_PRIVATE_KEYS=${key},0x3\nWEB3_SIGNER_URL=http://signer:9000\nVALIDATOR_ADDRESSES=0x1\nSEQ_PUBLISHER_ADDRESSES=0x4\nPROVER_PUBLISHER_ADDRESSES=0x5\nWS_DATA_DIRECTORY=/ws\n`,
    );
    expect(values).toEqual({
      attesterAddress: "0x1",
      proverPublisherAddresses: "0x5",
      publisherAddresses: "0x4",
      publisherPrivateKeys: `${key},0x3`,
      remoteSignerUrl: "http://signer:9000",
    });
    expect(dropped.map(({ from }) => from)).toEqual(["SEQ_PUBLISHER_PRIVATE_KEY", "WS_DATA_DIRECTORY"]);
  });

  it("reports values that the node read as false", () => {
    const { values, converted } = convertEnvFile('VALIDATOR_DISABLED=True\nP2P_ENABLED="yes"\nP2P_QUERY_FOR_IP=1\n');
    expect(values).toEqual({
      "validator.disabled": "false",
      "p2p.enabled": "false",
      "p2p.queryForIp": "true",
    });
    expect(converted.flatMap(({ from, note }) => (note ? [`${from}: ${note}`] : []))).toEqual([
      'P2P_ENABLED: the node read "yes" as false, so the setting is false',
      'VALIDATOR_DISABLED: the node read "True" as false, so the setting is false',
    ]);
  });

  it("keeps variables without a setting, and drops those that no release reads or that cannot be converted", () => {
    const { values, dropped } = convertEnvFile(
      "P2P_GOSSIPSUB_D=8\nSEQ_MAX_TX_PER_BLOK=9\nAZTEC_ADMIN_API_KEY_HASH=abc\nKEY_STORE_DIRECTORY=/keys\nHOME=/root\n# P2P_PORT=1\nCOINBASE=\n",
    );
    expect(values).toEqual({ "extraEnv.P2P_GOSSIPSUB_D": "8" });
    expect(dropped).toEqual([
      {
        from: "AZTEC_ADMIN_API_KEY_HASH",
        reason: "a password cannot be recovered from its hash; a new one is generated",
      },
      { from: "HOME", reason: "follows from other settings" },
      { from: "KEY_STORE_DIRECTORY", reason: "follows from other settings" },
      { from: "SEQ_MAX_TX_PER_BLOK", reason: "no release of the node reads it (did you mean SEQ_MAX_TX_PER_BLOCK?)" },
    ]);
  });

  it("passes the variables of libraries on, proxies in capitals", () => {
    const lines = [
      "NODE_OPTIONS=--max-old-space-size=8192",
      "OTEL_RESOURCE_ATTRIBUTES=service.name=a",
      "AWS_REGION=eu-central-1",
      "GRPC_VERBOSITY=ERROR",
      "NODE_EXTRA_CA_CERTS=/etc/ca.pem",
      "UV_THREADPOOL_SIZE=8",
      "https_proxy=http://proxy:3128",
      "TZ=UTC",
    ];
    const { values, dropped, converted } = convertEnvFile(lines.join("\n"));
    const upper = (line: string) => line.replace("https_proxy", "HTTPS_PROXY");
    expect(
      Object.entries(values)
        .map(([path, value]) => `${path}=${value}`)
        .sort(),
    ).toEqual(lines.map((line) => `extraEnv.${upper(line)}`).sort());
    expect(dropped).toEqual([]);
    expect(converted.filter(({ note }) => note === "in capitals").map(({ from }) => from)).toEqual(["https_proxy"]);
  });

  it("keeps an announced port, and says that a vote goes on", () => {
    const { values, converted } = convertEnvFile(
      "P2P_PORT=40400\nP2P_BROADCAST_PORT=40501\nGOVERNANCE_PROPOSER_PAYLOAD_ADDRESS=0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359\n",
    );
    expect(values).toEqual({
      "p2p.announcePort": "40501",
      governancePayload: "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    });
    expect(converted.find(({ path }) => path === "governancePayload")?.note).toBe(
      "votes for this payload, even if the vote that it was meant for is over",
    );
  });

  it("leaves out values that equal the default", () => {
    expect(convertEnvFile("P2P_ENABLED=true\nLOG_LEVEL=info\nP2P_PORT=40400\nAZTEC_PORT=8080\n").values).toEqual({});
  });
});

describe("two variables of one setting", () => {
  it("with two values leave that of the newer name, and list the other", () => {
    const { values, dropped } = convertEnvFile(
      `VALIDATOR_PRIVATE_KEYS=0x${TEST_KEYS.attester}\nVALIDATOR_PRIVATE_KEY=0x${TEST_KEYS.publisher}\n`,
    );
    expect(values).toEqual({ attesterPrivateKey: `0x${TEST_KEYS.attester}` });
    expect(dropped).toEqual([
      {
        from: "VALIDATOR_PRIVATE_KEY",
        reason:
          "VALIDATOR_PRIVATE_KEYS, by which the node reads attesterPrivateKey too, has another value, which counts",
      },
    ]);
  });

  it("with one value are one setting", () => {
    const key = `0x${TEST_KEYS.attester}`;
    const { converted, dropped } = convertEnvFile(`VALIDATOR_PRIVATE_KEY=${key}\nVALIDATOR_PRIVATE_KEYS=${key}\n`);
    expect([converted.length, dropped]).toEqual([2, []]);
  });
});
