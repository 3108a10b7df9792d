/** A stack joins the networks of its old node where an Ethereum server is known by name, and lists the others. */
import { describe, expect, it } from "vitest";
import { convertNetworks } from "./connections";
import type { Installation } from "../read/installation";

const installation: Installation = {
  compose: { files: ["/srv/c.yml"], project: "aztec", service: "node" },
  env: {},
  mounts: [],
  otherServices: ["geth"],
  networks: ["aztec_default", "eth_default"],
  extraHosts: ["l1:10.0.0.1"],
};

/** @returns the setting dockerNetworks, and what is dropped */
function networksWith(ethereumHosts: string, networks = installation.networks) {
  const { values = {}, dropped = [] } = convertNetworks({ ...installation, networks }, { ethereumHosts });
  return [values.dockerNetworks, dropped.map(({ from }) => from)];
}

describe("the networks of an old node", () => {
  it.each([
    ["a service of the file", "http://geth:8545", "aztec_default,eth_default", []],
    ["a container of another project", "https://a.example,http://execution:8545", "aztec_default,eth_default", []],
    ["a name of extra_hosts", "http://l1:8545", undefined, ["networks eth_default"]],
    ["a name of DNS", "https://a.example", undefined, ["networks eth_default"]],
    ["an address", "http://10.0.0.1:8545", undefined, ["networks eth_default"]],
  ])("with %s are joined or dropped", (_, hosts, joined, dropped) => {
    expect(networksWith(hosts)).toEqual([joined, dropped]);
  });

  it("are not mentioned if there is only the project's own network, or none", () => {
    expect(networksWith("http://execution:8545", ["aztec_default"])).toEqual([undefined, []]);
    expect(networksWith("http://geth:8545", [])).toEqual([undefined, []]);
  });
});
