import { describe, expect, it } from "vitest";
import { keyClaim } from "./provider";

const claim = { attesters: ["0xA"], publishers: ["0xA"], chain: 1 };
const noKeys = { attesters: [], publishers: [], peerId: "16Uiu2One" };
const failures = async (olds: unknown, news: unknown) => (await keyClaim.check(URN, olds, news)).failures;
const URN = "urn:pulumi:testnet::p::aztec:index:KeyClaim::node-claim";
const SOCKET = "unix:///run/docker.sock";
const SAME = { changes: false, replaces: [] };

describe("a claim of a node on this machine", () => {
  it("is refused on another machine, where the node would be started a second time", async () => {
    const [failure] = await failures({ ...claim, machine: "a" }, { ...claim, machine: "b" });
    expect(failure?.property).toBe("machine");
    expect(failure?.reason).toBe(
      [
        "This stack's node is on another machine, by the state, and host.kind is local: it would be started here a second",
        "time. Two nodes that sign with one key are slashed, so no node was started. Run the command on that machine.",
        "If that machine is gone for good: aztec-validator move --from testnet --to <another stack> --host-is-gone",
        "If this is the same machine, with a newly installed system, and no other machine has its node:",
        "  pulumi config set checkOtherStacks false --stack testnet, and up; then pulumi config rm checkOtherStacks --stack testnet, and up",
      ].join("\n"),
    );
  });

  it("is refused where no id tells whether it is the same machine", async () => {
    const placed = { ...claim, machine: "a", engine: SOCKET };
    const [failure] = await failures(placed, { ...claim, engine: SOCKET });
    expect(failure?.property).toBe("machine");
    expect(failure?.reason).toBe(
      [
        "By the state, this stack's node is on a machine with an id, and here /etc/machine-id has none: this may be another machine,",
        "where the node would be started a second time. Two nodes that sign with one key are slashed, so no node was started.",
        "Run the command on the machine that has the node. In a container there, mount the file: -v /etc/machine-id:/etc/machine-id:ro",
        "If that machine is gone for good: aztec-validator move --from testnet --to <another stack> --host-is-gone",
        "If this is the same machine, and no other one has its node:",
        "  pulumi config set checkOtherStacks false --stack testnet, and up; then pulumi config rm checkOtherStacks --stack testnet, and up",
      ].join("\n"),
    );
  });

  it("is refused in another engine, which DOCKER_HOST can name unnoticed", async () => {
    const [here, there] = ["unix:///run/docker.sock", "ssh://me@198.51.100.7"];
    const [failure] = await failures({ ...claim, machine: "a", engine: here }, { ...claim, engine: there });
    expect(failure?.property).toBe("engine");
    expect(failure?.reason).toBe(
      [
        `This stack's node is in the Docker engine ${here}, by the state, and dockerHost or DOCKER_HOST names ${there}:`,
        "it would be started there a second time. Two nodes that sign with one key are slashed, so no node was started.",
        `Use the engine that has it: pulumi config set dockerHost ${here} --stack testnet`,
        "If that engine is gone for good, with the node: aztec-validator move --from testnet --to <another stack> --host-is-gone",
        "If this is the same engine under another name:",
        "  pulumi config set checkOtherStacks false --stack testnet, and up; then pulumi config rm checkOtherStacks --stack testnet, and up",
      ].join("\n"),
    );
  });

  it.each([
    ["of a new stack", {}, { ...claim, machine: "a" }],
    ["of an earlier version", claim, { ...claim, machine: "a" }],
    ["on the same machine", { ...claim, machine: "a" }, { ...claim, machine: "a" }],
    ["on machines without an id", { ...claim, engine: SOCKET }, { ...claim, engine: SOCKET }],
    ["of a stack that was local, and whose host is a server now", { ...claim, machine: "a", engine: SOCKET }, claim],
    ["that has only a peer id, and signs nothing", { ...noKeys, machine: "a" }, { ...noKeys, machine: "b" }],
    ["in the same engine", { ...claim, engine: "tcp://a" }, { ...claim, engine: "tcp://a" }],
    ["of a stack whose host is a server now", { ...claim, engine: "tcp://a" }, claim],
  ])("%s passes", async (_name, olds, news) => {
    expect(await failures(olds, news)).toEqual([]);
  });

  it("gets the machine and the engine without a change", async () => {
    const placed = { ...claim, machine: "a", engine: "tcp://a" };
    expect(await keyClaim.diff("", "", claim, placed)).toEqual(SAME);
    expect(await keyClaim.diff("", "", placed, claim)).toEqual(SAME);
  });
});
