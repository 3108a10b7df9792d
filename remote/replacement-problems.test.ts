/** What Docker would refuse of a new container, while the old one runs. Docker and the look at sockets are stand-ins. */
import { describe, expect, it } from "vitest";
import { releaseFit } from "../resources/release-fit/provider";
import type { PublishedPort } from "../settings/ports";
import { useFolder } from "../test/fixtures/folder";
import { type ContainerNeeds, networkProblems, replacementProblems } from "./replacement-problems";

const NODE = "aztec-validator-main";
const ID = "0123456789ab".repeat(5) + "0123";
const words = { stack: "main", docker: "docker" };

const network = (name: string, ...ranges: string[]) => ({
  name,
  id: ID,
  scope: "local",
  driver: "default",
  subnets: ranges,
});
const BRIDGE = network("bridge", "172.17.0.0/16");

/** Returns the messages for networks of the host. */
const messagesOf = (needs: Partial<ContainerNeeds>, ...all: ReturnType<typeof network>[]) =>
  networkProblems({ container: NODE, networks: [], ...needs }, [BRIDGE, ...all], words).map(({ message }) => message);

describe("a Docker network that the node joins", () => {
  const ethereum = network("ethereum", "172.20.0.0/16");

  it("is there by its name or its id", () => {
    expect(messagesOf({ networks: ["ethereum"] }, ethereum)).toEqual([]);
    expect(messagesOf({ networks: [ID.slice(0, 12)] }, ethereum)).toEqual([]);
  });

  it("that is not there is refused, with those that are", () => {
    expect(messagesOf({ networks: ["etherum", "ethereum"] }, ethereum, network("a"), network(NODE))).toEqual([
      "The host has no Docker network named etherum (dockerNetworks), so the node's container could not be made. It has: a, ethereum. To use another one: pulumi config set dockerNetworks <name> --stack main; or create it on the host: docker network create etherum",
    ]);
    expect(messagesOf({ networks: ["eth"] })[0]).toContain("could not be made. It has none to join. To use");
  });
});

describe("the subnet of the stack's Docker network", () => {
  it.each(["172.17.3.0/24", "172.16.0.0/15"])("%s is refused, as it overlaps another network's", (subnet) => {
    expect(messagesOf({ subnet })).toEqual([
      `dockerSubnet is ${subnet}, which overlaps 172.17.0.0/16 of the Docker network bridge: Docker would refuse the stack's network. Use another range: pulumi config set dockerSubnet <range> --stack main`,
    ]);
  });

  it("may be its own already, or that of a swarm's network or another driver's", () => {
    const swarm = { ...network("web", "10.7.0.0/24"), scope: "swarm" };
    const lan = { ...network("lan", "10.7.0.0/24"), driver: "dhcp" };
    const six = network("six", "fd00::/64");
    expect(messagesOf({ subnet: "10.7.0.0/24" }, network(NODE, "10.7.0.0/24"), swarm, lan, six)).toEqual([]);
  });
});

describe("a host with a running node", () => {
  const folder = useFolder({ onPath: true });
  const DOCKER = ["ssh", "user@host", "docker"];
  const port = (external: number): PublishedPort => ({ internal: 8080, external, protocol: "tcp", ip: "127.0.0.1" });
  const needs = { container: NODE, networks: ["etherum"], ports: [port(8080), port(9090)] };

  /** Writes an SSH to a host with the default network only, and programs that listen on 8080 and 9090. */
  function writeHost(state: "running" | "exited" | "none" | "silent") {
    const listed = JSON.stringify({ ...BRIDGE, subnets: [{ Subnet: "172.17.0.0/16" }] });
    const bindings = JSON.stringify({ "8080/tcp": [{ HostIp: "127.0.0.1", HostPort: "8080" }] });
    const inspected =
      state === "none" ? "echo 'No such container' >&2; exit 1" : `echo '${state === "running"} ${bindings}'`;
    folder.program(
      "ssh",
      `echo "$*" >> ${folder.at("calls")}
case "$*" in
  *" network "*) ${state === "silent" ? "exit 255" : ""} ;;
esac
case "$*" in
  *"network ls"*) echo ${ID} ;;
  *"network inspect"*) echo '${listed}' ;;
  *"container inspect"*) ${state === "silent" ? "exit 255" : inspected} ;;
  *) printf 'range=32768 60999\\nreserved=\\ntcp:0100007F:1F90 tcp:0100007F:2382' ;;
esac`,
    );
  }

  const problems = async (changes: Partial<ContainerNeeds> = {}) =>
    (await replacementProblems(DOCKER, { ...needs, ...changes }, "main", 20_000)).map(({ need, message }) => [
      need,
      message.split(". ")[0],
    ]);

  it("cannot give a new one what is missing or taken; the node's own port is free for it", async () => {
    writeHost("running");
    expect(await problems()).toEqual([
      [
        "networks",
        "The host has no Docker network named etherum (dockerNetworks), so the node's container could not be made",
      ],
      ["ports", "Port 9090/tcp is in use on the host, and the node needs it"],
    ]);
  });

  it("is not searched for ports that the node has already, and for networks only if some are set", async () => {
    writeHost("running");
    expect(await problems({ networks: [], ports: [port(8080)] })).toEqual([]);
    expect(folder.lines("calls")).toHaveLength(1);
  });

  it.each(["exited", "none"] as const)("has its ports left to the next step if the node is %s", async (state) => {
    writeHost(state);
    expect(await problems({ networks: [] })).toEqual([]);
  });

  it("that does not answer is no problem here: Docker reports that", async () => {
    writeHost("silent");
    expect(await problems()).toEqual([]);
  });

  it("stops a preview and an `up` before the node, with an image or without", async () => {
    writeHost("running");
    const news = { docker: DOCKER, ...needs, image: "unknown in a preview", release: "5.2.0" };
    const urn = "urn:pulumi:main::aztec-validator::aztec:index:ReleaseFit::node-fit";
    const { failures } = await releaseFit.check(urn, {}, news);
    expect(failures.map(({ property }) => property)).toEqual(["networks", "container"]);
    const withImage = { ...news, image: "sha256:12", question: {}, servers: {} };
    expect((await releaseFit.check(urn, {}, withImage)).failures).toEqual(failures);
  });
});
