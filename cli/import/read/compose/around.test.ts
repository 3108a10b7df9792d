/** What a Compose project has around the node's service: volumes of others, names of neighbours, files of variables. */
import { describe, expect, it } from "vitest";
import { importStack } from "../../convert/index";
import { readOldInstallation } from "../old-files";
import { LOCAL_RELEASE } from "../../../../test/fixtures/stacks";
import { useFolder } from "../../../../test/fixtures/folder";

const folder = useFolder();
const { write } = folder;

/** Imports a project with a node, and what else its file has. */
function imported(node: object, others: object = {}, shell: Record<string, string> = {}) {
  const service = {
    image: "aztecprotocol/aztec:6.0.0",
    command: "start --node --sequencer --network testnet",
    ...node,
  };
  write("compose.yml", JSON.stringify({ name: "old", services: { node: service, ...others }, volumes: { chain: {} } }));
  const old = readOldInstallation([folder.path], { shell: { HOME: "/home/me", ...shell } });
  const stack = importStack(old.installation, old.keyFiles, { values: {}, localRelease: LOCAL_RELEASE });
  return { ...old, values: stack.values, dropped: stack.dropped };
}

describe("volumes_from", () => {
  const store = { image: "busybox", volumes: ["chain:/data", "/srv/keys:/keys"] };

  it("of a service is read as Compose does; the service's own volumes win", () => {
    const { installation } = imported({ volumes_from: ["store:ro"], volumes: ["/mnt/keys:/keys"] }, { store });
    expect(installation.mounts).toEqual([
      { target: "/keys", directory: "/mnt/keys" },
      { target: "/data", volume: "old_chain" },
    ]);
  });

  it("of services that take from each other ends", () => {
    const { installation } = imported({ volumes_from: ["store"] }, { store: { ...store, volumes_from: ["store"] } });
    expect(installation.mounts.map(({ target }) => target)).toEqual(["/data", "/keys"]);
  });

  it.each(["container:elsewhere:ro", "missing"])("of %s is dropped, with what to do", (entry) => {
    const { installation } = imported({ volumes_from: [entry] });
    expect(installation.dropped).toContainEqual({
      from: `volumes_from ${entry}`,
      reason:
        "its volumes are not in these files, so the data may be there. Name them under the volumes of the service itself, as docker inspect prints them, and import again",
    });
  });
});

describe("a neighbour", () => {
  it.each([
    ["its service", "http://geth:8545", {}],
    ["its container", "http://execution-1:8545", { container_name: "execution-1" }],
    ["an alias", "http://l1.internal:8545", { networks: { default: { aliases: ["l1.internal"] } } }],
  ])("by the name of %s is reached in its network", (_, url, geth) => {
    const node = { environment: { ETHEREUM_HOSTS: url } };
    expect(imported(node, { geth: { image: "geth", ...geth } }).values.dockerNetworks).toBe("old_default");
  });
});

describe("COMPOSE_ENV_FILES", () => {
  const node = { environment: { ETHEREUM_HOSTS: "https://${HOST}", P2P_IP: "${IP}" } };

  it("names the files that Compose reads in place of the .env; the last one wins", () => {
    write(".env", "HOST=wrong.example\n");
    write("a.env", "HOST=a.example\nIP=20.30.40.50\n");
    write("env/b.env", "HOST=b.example\n");
    const { values, read, installation } = imported(node, {}, { COMPOSE_ENV_FILES: "a.env,env/b.env" });
    expect([values.ethereumHosts, values["p2p.announceIp"]]).toEqual(["https://b.example", "20.30.40.50"]);
    const names = ["a.env", "env/b.env"].map((name) => folder.at(name));
    expect(read).toEqual([folder.at("compose.yml"), ...names]);
    expect(installation.compose?.options).toEqual(names.flatMap((name) => ["--env-file", name]));
  });

  it("that names a missing file is refused", () => {
    expect(() => imported(node, {}, { COMPOSE_ENV_FILES: "a.env" })).toThrow(
      `${folder.path}/a.env does not exist, and COMPOSE_ENV_FILES of this shell names it`,
    );
  });
});

describe("KEY_STORE_DIRECTORY", () => {
  const keystore = (attester: string) =>
    JSON.stringify({ schemaVersion: 1, validators: [{ attester, feeRecipient: `0x${"00".repeat(32)}` }] });
  const node = (places: string) => ({
    environment: { KEY_STORE_DIRECTORY: places },
    volumes: [`${folder.path}/one:/keys/one`, `${folder.path}/two:/keys/two`],
  });

  it("with several folders is merged from all of them", () => {
    write("one/a.json", keystore(`0x${"11".repeat(32)}`));
    write("two/b.json", keystore(`0x${"22".repeat(32)}`));
    const { values } = imported(node("/keys/one, /keys/two/b.json"));
    expect(JSON.parse(values.keystore ?? "")).toMatchObject({
      validators: [{ attester: `0x${"11".repeat(32)}` }, { attester: `0x${"22".repeat(32)}` }],
    });
  });

  it("with a folder that cannot be read is dropped as a whole: a part of the keys would be lost", () => {
    write("one/a.json", keystore(`0x${"11".repeat(32)}`));
    const { values, dropped } = imported(node("/keys/one,/keys/three"));
    expect(values.keystore).toBeUndefined();
    expect(dropped.find(({ from }) => from.includes("KEY_STORE_DIRECTORY"))?.reason).toBe(
      "keystores at /keys/three cannot be read here, and a part of the keys would be lost: put copies of all keystore files into one folder that this user may read, and name that folder in KEY_STORE_DIRECTORY",
    );
  });
});

describe("a network mode", () => {
  const geth = { image: "geth" };
  const node = { environment: { ETHEREUM_HOSTS: "http://geth:8545" } };

  it("of another service has that service's ports", () => {
    const vpn = { image: "vpn", ports: ["40500:40400", "9000:8080"], networks: ["l1"] };
    const { values, dropped, installation } = imported({ ...node, network_mode: "service:vpn" }, { vpn, geth });
    expect([values["p2p.port"], values.rpcPort, installation.networks]).toEqual(["40500", "9000", ["old_l1"]]);
    expect(dropped).toContainEqual({
      from: "network_mode",
      reason:
        "the node used the network of vpn: its address there, such as a VPN's, and its 127.0.0.1 are not the new container's",
    });
  });

  it.each(["bridge", "container:vpn"])("%s joins no network of the project", (mode) => {
    expect(imported({ ...node, network_mode: mode }, { geth }).values.dockerNetworks).toBeUndefined();
  });
});

describe("a mount inside the data directory", () => {
  const node = (...more: string[]) => ({
    environment: { DATA_DIRECTORY: "/data" },
    volumes: [`${folder.path}/data:/data`, ...more],
  });

  it("is a part of the data: it is dropped with the step that copies it, and the report warns", () => {
    const { installation, keyFiles } = imported(node("/mnt/ws:/data/world_state", "/mnt/other:/database"));
    const { dropped, warnings } = importStack(installation, keyFiles, { values: {}, localRelease: LOCAL_RELEASE });
    const reason =
      "a part of the node's data with a mount of its own, which a stack does not have: a manual step copies it into the data directory, while no node runs";
    expect(dropped).toContainEqual({ from: "volumes /mnt/ws:/data/world_state", reason });
    expect(warnings.filter((text) => text.startsWith("volumes"))).toEqual([
      `volumes /mnt/ws:/data/world_state: ${reason}. Without that step the new node starts without it`,
    ]);
    expect(dropped.find(({ from }) => from === "volumes /mnt/other:/database")?.reason).toMatch(/^has neither/);
  });

  it("may have the record of what was signed; the empty folder in its place is none", () => {
    folder.makeFolder("data/signing-protection");
    folder.makeFolder("record");
    const record = `${folder.path}/record:/data/signing-protection`;
    const has = (...more: string[]) => imported(node(...more)).keyFiles.hasSigningRecord;
    expect([has(), has(record)]).toEqual([undefined, undefined]);
    write("record/data.mdb", "x");
    expect([has(), has(record)]).toEqual([undefined, true]);
    write("data/signing-protection/data.mdb", "x");
    expect(has()).toBe(true);
  });
});

describe("an image of an installer", () => {
  const image = "sequencer.aztec.dnp.dappnode.eth:0.1.0";

  it("with a tag that is older than every release gives no release", () => {
    const { values, dropped } = imported({ image, environment: { L1_CONSENSUS_HOST_URLS: "https://b.example" } });
    expect([values.release, values.image, values.l1ConsensusHosts]).toEqual([
      undefined,
      undefined,
      "https://b.example",
    ]);
    expect(dropped).toContainEqual({
      from: "image",
      reason: `${image}: its tag 0.1.0 is no release of the node. Select one with --release`,
    });
  });

  it("may keep its data in a volume that nothing names", () => {
    const { dropped } = imported({ volumes: ["chain:/data", "/etc/localtime:/etc/localtime"] });
    const reasons = dropped.filter(({ from }) => from.startsWith("volumes ")).map(({ reason }) => reason.slice(0, 24));
    expect(reasons).toEqual(["may have the node's data", "has neither the node's d"]);
  });
});
