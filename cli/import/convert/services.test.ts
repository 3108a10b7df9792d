/** Services that the old node reached, and the new container does not. */
import { describe, expect, it } from "vitest";
import { importStack } from "./index";
import { servicesOutOfReach } from "./services";
import { manualSteps } from "../manual-steps";
import { composeInstallation } from "../read/installation";
import { LOCAL_RELEASE } from "../../../test/fixtures/stacks";

const ADDRESS = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
const keystore = (remoteSigner: string) =>
  JSON.stringify({
    schemaVersion: 1,
    validators: [{ attester: ADDRESS, feeRecipient: `0x${"0".repeat(64)}`, remoteSigner }],
  });

describe("a service", () => {
  it.each([
    ["http://127.0.0.1:10500", ["http://127.0.0.1:10500"]],
    ["http://localhost:9000/key-of-the-signer", ["http://localhost:9000"]],
    ["http://host.docker.internal:9000", ["http://host.docker.internal:9000"]],
    ["http://signer:9000", ["http://signer:9000"]],
    ["https://signer.example.org", []],
  ])("at %s of a keystore is out of reach as %j", (url, expected) => {
    expect(servicesOutOfReach({ keystore: keystore(url) }).map((service) => service.url)).toEqual(expected);
  });

  it("by Docker's name for the host is in reach with an entry for it", () => {
    const values = { ethereumHosts: "http://host.docker.internal:8545,http://10.0.0.5:8545" };
    expect(servicesOutOfReach(values).map(({ url }) => url)).toEqual(["http://host.docker.internal:8545"]);
    expect(servicesOutOfReach({ ...values, extraHosts: "host.docker.internal:host-gateway" })).toEqual([]);
  });
});

describe("a name without a dot", () => {
  const values = { ethereumHosts: "http://l1:8545" };

  it("is in reach with a network, or with an entry for it", () => {
    expect(servicesOutOfReach({ ...values, dockerNetworks: "old_default" })).toEqual([]);
    expect(servicesOutOfReach({ ...values, extraHosts: "l1:10.0.0.5" })).toEqual([]);
  });

  it("that only a link gave is in no network", () => {
    const found = servicesOutOfReach({ ...values, dockerNetworks: "old_default" }, ["l1"]);
    expect(found.map(({ url }) => url)).toEqual(["http://l1:8545"]);
  });
});

const STOP =
  "Stop the old node gracefully. If the command fails, do not go on: the node may run on another machine, or under another project name.";

describe("the import of a node with a remote signer", () => {
  /** @param more further keys of the node's service, as YAML */
  function imported(signer: string, more: string) {
    const services = `{node: {image: "aztecprotocol/aztec:5.2.0", environment: {KEY_STORE_DIRECTORY: /keys}, volumes: ["./keys:/keys"], ${more}}, signer: {image: web3signer}}`;
    const file = { path: "/home/operator/aztec/compose.yml", text: `services: ${services}` };
    const installation = composeInstallation([file], [], { shell: {}, read: () => undefined });
    const keyFiles = { keystores: [{ from: "keys/key1.json", text: keystore(signer) }] };
    const stack = importStack(installation, keyFiles, { values: { network: "mainnet" }, localRelease: LOCAL_RELEASE });
    return { stack, steps: manualSteps(installation, stack, { stack: "main", volume: "aztec-validator-main-data" }) };
  }

  it("on loopback says how to reach it before the old node stops", () => {
    const { steps } = imported("http://127.0.0.1:10500", "network_mode: host");
    expect(steps[0]?.title).toContain("http://127.0.0.1:10500 (keystore)");
    expect(steps[0]?.commands).toEqual([
      "pulumi config set dockerNetworks <network> --stack main",
      "pulumi config set extraHosts host.docker.internal:host-gateway --stack main",
    ]);
    expect(steps[1]?.title).toBe(STOP);
  });

  it("beside it in the compose file joins the signer's network", () => {
    const { stack, steps } = imported("http://signer:9000", "restart: always");
    expect(stack.values.dockerNetworks).toBe("aztec_default");
    expect(steps[0]?.title).toBe(STOP);
  });
});
