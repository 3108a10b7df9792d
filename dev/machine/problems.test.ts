/** What a machine must have before anything is built. */
import { describe, expect, it } from "vitest";
import { type MachineFacts, machineProblems } from "./problems";

const GB = 1_000_000_000;

/** A machine that can build everything. */
const machine: MachineFacts = {
  stack: "dev",
  missing: { programs: true, node: true, l1: true },
  cache: { folder: "/home/me/.cache/aztec-validator", disk: 1, free: 20 * GB },
  engine: { folder: "/var/lib/docker", disk: 1, free: 20 * GB },
  registries: [
    { name: "npm", address: "https://npm.example.org/" },
    { name: "Go", address: "https://go.example.org" },
  ],
  usedPorts: [],
};

describe("a machine", () => {
  it("that can build everything has no problems", () => {
    expect(machineProblems(machine)).toEqual([]);
  });

  it("needs the space of both if the cache and the engine share a disk", () => {
    const [cache, engine] = [
      { ...machine.cache, free: 8 * GB },
      { folder: "/var/lib/docker", disk: 1, free: 8 * GB },
    ];
    expect(machineProblems({ ...machine, cache, engine })).toEqual([
      "The disk is too full to build programs from Go modules and images: 11 GB are needed for a while in /home/me/.cache/aztec-validator and /var/lib/docker, 8.0 GB are free.\n" +
        "  See what can go: docker system df; du -sh ~/.cache",
    ]);
    expect(machineProblems({ ...machine, cache, engine: { ...engine, disk: 2 } })).toEqual([]);
  });

  it("needs no space for what is there, or is on another machine", () => {
    const full = { ...machine.cache, free: 0 };
    const missing = { programs: false, node: true, l1: true };
    expect(machineProblems({ ...machine, cache: full, engine: undefined, missing })).toEqual([]);
    expect(machineProblems({ ...machine, cache: full, missing })).toEqual([]);
    const engine = { folder: "/var/lib/docker", disk: 2, free: GB };
    expect(machineProblems({ ...machine, cache: full, engine, missing })).toHaveLength(1);
    expect(machineProblems({ ...machine, cache: full, engine, missing: { ...missing, node: false } })).toEqual([]);
  });

  it("needs the registries and the ports; each problem has its fix", () => {
    const registries = [
      { name: "npm", address: "https://npm.test/", error: "ENOTFOUND" },
      { name: "Go", address: "https://go.test", error: "no answer within 20 s" },
    ] as const;
    const usedPorts = [{ setting: "p2p.port", number: 40400, protocol: "udp", holder: "program" }] as const;
    expect(machineProblems({ ...machine, registries, usedPorts })).toEqual([
      "The npm registry https://npm.test/ cannot be used (ENOTFOUND), and images are built from its packages. Name another registry: npm config set registry <URL>",
      "The Go registry https://go.test cannot be used (no answer within 20 s), and Pulumi is built from its modules. Name another proxy: go env -w GOPROXY=<URL>",
      "Port 40400/udp is in use, and the node of dev needs it. To see what uses it: sudo ss -tuanp 'sport = :40400'\n" +
        "  Or set another port: in Pulumi.dev.yaml, p2p.port",
    ]);
  });
});
