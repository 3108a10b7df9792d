/** Parts of an installation that become one setting or another: ports, attesters of a remote signer, an unknown directory. */
import { describe, expect, it } from "vitest";
import { installationOf, node } from "../../../test/fixtures/compose-project";
import { TEST_KEYS } from "../../../test/fixtures/samples";
import { LOCAL_RELEASE } from "../../../test/fixtures/stacks";
import { importStack } from ".";
import { envInstallation } from "../read/installation";

/** Imports a compose file with one node. @param keys of its service, and what follows, as YAML */
function imported(keys: string) {
  const installation = installationOf({ "c.yml": node(keys) });
  return importStack(installation, {}, { values: { network: "testnet" }, localRelease: LOCAL_RELEASE });
}

describe("the port of JSON-RPC", () => {
  it.each([
    ["127.0.0.1:9000:8080", "9000", undefined],
    ["[::1]:9000:8080", "9000", undefined],
    ["[::]:9000:8080", "9000", "was open to the network; now on the host's loopback only"],
    ["9000:8080", "9000", "was open to the network; now on the host's loopback only"],
  ])("of %s is kept, with a note only if it was open to the network", (port, value, note) => {
    const { values, converted } = imported(`    ports: ["${port}"]`);
    expect([values.rpcPort, converted.find(({ path }) => path === "rpcPort")?.note]).toEqual([value, note]);
  });

  it.each(["8080", "127.0.0.1:9000-9010:8080", "40400/udp"])("of %s is Docker's choice, and listed", (port) => {
    const { values, dropped } = imported(`    ports: ["${port}"]`);
    expect([values.rpcPort, values["p2p.port"]]).toEqual([undefined, undefined]);
    expect(dropped.map(({ from }) => from)).toContainEqual(`ports ${port}`);
  });
});

describe("the port of p2p", () => {
  it.each([
    ["40401:40400", "40401:40400/udp", undefined],
    ["0.0.0.0:40401:40400", "[::]:40401:40400/udp", undefined],
    ["203.0.113.5:40401:40400", "203.0.113.5:40401:40400/udp", "was bound to 203.0.113.5; now on all addresses"],
    [
      "203.0.113.5:40401:40400",
      "127.0.0.1:40401:40400",
      "was published on TCP only; now on TCP and UDP; was bound to 203.0.113.5 and 127.0.0.1; now on all addresses",
    ],
  ])("of %s and %s is kept, with a note on an address that it was bound to", (one, other, note) => {
    const { values, converted } = imported(`    ports: ["${one}", "${other}"]`);
    expect([values["p2p.port"], converted.find(({ path }) => path === "p2p.port")?.note]).toEqual(["40401", note]);
  });
});

describe("several attesters of a remote signer", () => {
  it("become a keystore with their publishers and coinbases", () => {
    const [one, two] = [`0x${"1".repeat(40)}`, `0x${"2".repeat(40)}`];
    const { values, dropped } = imported(
      `    environment: {VALIDATOR_ADDRESSES: "${one},${two}", SEQ_PUBLISHER_ADDRESSES: "${two}", WEB3_SIGNER_URL: "http://signer:9000"}`,
    );
    const feeRecipient = `0x${"0".repeat(64)}`;
    expect(JSON.parse(values.keystore ?? "")).toEqual({
      schemaVersion: 1,
      remoteSigner: "http://signer:9000",
      validators: [one, two].map((attester) => ({ attester, coinbase: attester, publisher: [two], feeRecipient })),
    });
    expect(dropped.filter(({ from }) => /ADDRESSES|SIGNER/.test(from))).toEqual([]);
  });

  it.each([
    ["keys", "VALIDATOR_PRIVATE_KEYS", `0x${TEST_KEYS.attester},0x${TEST_KEYS.prover}`, "SEQ_PUBLISHER_PRIVATE_KEYS"],
    ["addresses", "VALIDATOR_ADDRESSES", `0x${"1".repeat(40)},0x${"2".repeat(40)}`, "SEQ_PUBLISHER_ADDRESSES"],
  ])("with %s have the publishers that the node takes, and the others are listed", (_, name, attesters, counts) => {
    const publishers = {
      SEQ_PUBLISHER_PRIVATE_KEYS: `0x${TEST_KEYS.publisher}`,
      SEQ_PUBLISHER_ADDRESSES: `0x${"3".repeat(40)}`,
    };
    const others = Object.keys(publishers).filter((one) => one !== counts);
    const env = { ...publishers, [name]: attesters, WEB3_SIGNER_URL: "http://signer:9000" };
    const { values, dropped } = imported(`    environment: ${JSON.stringify(env)}`);
    expect(JSON.parse(values.keystore ?? "")).toMatchObject({
      validators: Array(2).fill({ publisher: [Object.entries(publishers).find(([one]) => one === counts)?.[1]] }),
    });
    expect(dropped.filter(({ from }) => from.startsWith("SEQ_PUBLISHER"))).toEqual(
      others.map((from) => ({ from, reason: `${counts} counts, from which the node takes the publishers` })),
    );
  });

  it("with an older name beside a newer one has the newer one's, and lists the other", () => {
    const env = {
      VALIDATOR_PRIVATE_KEYS: `0x${TEST_KEYS.attester},0x${TEST_KEYS.prover}`,
      VALIDATOR_PRIVATE_KEY: `0x${TEST_KEYS.publisher}`,
    };
    expect(imported(`    environment: ${JSON.stringify(env)}`).dropped).toContainEqual({
      from: "VALIDATOR_PRIVATE_KEY",
      reason: "VALIDATOR_PRIVATE_KEYS counts, which has the attesters",
    });
  });

  it("beside keys become both settings, which the check refuses", () => {
    const { problems } = imported(
      `    environment: {VALIDATOR_ADDRESSES: "0x${"1".repeat(40)}", VALIDATOR_PRIVATE_KEYS: "0x${"ab".repeat(32)}", WEB3_SIGNER_URL: "http://signer:9000"}`,
    );
    expect(problems.map(({ path }) => path)).toContain("attesterAddress");
  });
});

it("with an unknown data directory, no mount counts as the data, and none as without data", () => {
  const { locations, values, dropped, unknown } = imported(
    `    volumes: ["/srv/a:/var/lib/aztec"]\n    environment: {DATA_DIRECTORY: "\${WHERE}"}`,
  );
  expect([locations?.data, values["storage.path"]]).toEqual([undefined, undefined]);
  expect(unknown.map(({ from }) => from)).toEqual(["DATA_DIRECTORY"]);
  expect(dropped.find(({ from }) => from.startsWith("volumes"))?.reason).toMatch(/^may have the node's data/);
});

describe("a .env alone", () => {
  const file = { path: "/srv/.env", text: "NETWORK=testnet\nLOG_LEVEL=${LEVEL}\nP2P_IP=${IP}\nCOINBASE=${GONE}\n" };

  it("names the origin of each value: the shell, or an answer at the prompt", () => {
    const shell = { LEVEL: "debug", IP: "20.30.40.50", COMPOSE_FILE: "x.yml" };
    const { env, unknown = [], notes } = envInstallation([file], { shell, answered: ["IP"] });
    expect(env).toEqual({ NETWORK: "testnet", LOG_LEVEL: "debug", P2P_IP: "20.30.40.50" });
    expect(unknown.map(({ from }) => from)).toEqual(["COINBASE"]);
    expect(notes).toEqual([
      "LEVEL: taken from this shell, whose variables win over the .env as in Docker Compose",
      "IP: set nowhere, so it is what you answered at the prompt",
    ]);
  });
});

it("a private key in a setting that everyone can read is neither stored nor shown", () => {
  const key = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
  const { values, dropped } = imported(
    `    environment: {COINBASE: "${key}", P2P_IP: "0x${key}", SEQ_MAX_TX_PER_BLOCK: "0x${key}", P2P_PORT: "40401"}`,
  );
  expect(values["p2p.port"]).toBe("40401");
  expect(JSON.stringify([values, dropped])).not.toContain(key);
  const why = "; the value looks like a private key, so it is neither shown nor stored";
  const hidden = dropped.filter(({ reason }) => reason.endsWith(why));
  expect(hidden.map(({ from }) => from).sort()).toEqual(["COINBASE", "P2P_IP", "SEQ_MAX_TX_PER_BLOCK"]);
});
