/** Commands that a stack runs in the L1 of the chain that it joins. Not proven here: what the L1 does with it (test/engine). */
import { describe, expect, it } from "vitest";
import { chainMember, join, leave } from "./provider";

const L1 = "aztec-validator-dev-l1";
const attesters = [
  { address: "0xA", publishers: ["0xP", "0xA"] },
  { address: "0xB", publishers: ["0xP"] },
];
const member = { l1: L1, stack: "dev-2", node: "aztec-validator-dev-2", attesters, publishers: [] };

/** Answers by the first word of a command, and records all commands. */
function docker(answers: Readonly<Record<string, { code: number; text: string }>>) {
  const calls: string[] = [];
  const run = (args: readonly string[]) => {
    calls.push(args.join(" "));
    return Promise.resolve(answers[args[0] ?? ""] ?? { code: 0, text: "" });
  };
  return { run, calls };
}

const running = { container: { code: 0, text: "true\n" } };

const NODES = ["aztec-validator-dev", "aztec-validator-dev-2"];
const ps = { code: 0, text: [L1, ...NODES].join("\n") };
const LIST = `ps --all --filter network=${L1} --format {{.Names}}`;

describe("a stack that joins", () => {
  it("registers its attesters and each publisher once, and the committee changes while no node of the chain runs", async () => {
    const { run, calls } = docker({ ps });
    await join(member, run);
    expect(calls).toEqual([
      `exec ${L1} node /l1/members.mjs join dev-2 0xA,0xB 0xP,0xA`,
      LIST,
      `stop --time 120 ${NODES.join(" ")}`,
      `exec ${L1} node /l1/members.mjs resize`,
      `start ${NODES.join(" ")}`,
    ]);
  });

  it("fails with the command that starts the nodes again if the committee cannot change", async () => {
    const { run } = docker({ ps, stop: { code: 1, text: "permission denied\n" } });
    await expect(join(member, run)).rejects.toThrow(
      `The committee could not be changed (docker stop): permission denied\nStart the nodes of the chain, then repeat the command: docker start ${NODES.join(" ")}`,
    );
  });

  it("fails with the reason of the L1", async () => {
    const { run } = docker({ exec: { code: 1, text: "node:fs\nanother stack of this chain has the attester 0xa\n" } });
    await expect(join(member, run)).rejects.toThrow(
      `The attesters of this stack could not join the chain of ${L1}: another stack of this chain has the attester 0xa`,
    );
  });

  it("is not registered again if only the way to Docker changes", async () => {
    const before = { ...member, docker: ["docker"] };
    const diff = (changes: object) => chainMember.diff("", "", before, { ...before, ...changes });
    expect(await diff({ docker: ["docker", "--host", "tcp://x"] })).toEqual({ changes: false, replaces: [] });
    expect(await diff({ attesters: attesters.slice(1) })).toEqual({ changes: true, replaces: [] });
    expect(await diff({ l1: "other-l1" })).toEqual({ changes: true, replaces: ["l1"] });
  });
});

describe("a stack that leaves", () => {
  it("withdraws its attesters, and its node does not start again", async () => {
    const { run, calls } = docker({ ...running, ps });
    await leave(member, run);
    expect(calls.slice(1)).toEqual([
      `exec ${L1} node /l1/members.mjs leave dev-2`,
      LIST,
      `stop --time 120 ${NODES.join(" ")}`,
      `exec ${L1} node /l1/members.mjs resize`,
      "start aztec-validator-dev",
    ]);
  });

  it("that proves has no duties to end, and its publishers are funded without a registration", async () => {
    const { run, calls } = docker({});
    const prover = { ...member, attesters: [], publishers: ["0xP", "0xQ"] };
    await join(prover, run);
    await leave(prover, run);
    expect(calls).toEqual([
      `exec ${L1} node --input-type=module --eval import { fund } from "/l1/attesters.mjs"; await fund(process.argv.slice(1)); 0xP 0xQ`,
    ]);
  });

  it("needs nothing from a chain that is gone", async () => {
    const { run, calls } = docker({ container: { code: 1, text: "No such container" } });
    await leave(member, run);
    expect(calls).toHaveLength(1);
  });

  it("does not leave its attesters in a chain that only stands still", async () => {
    const { run } = docker({ container: { code: 0, text: "false\n" } });
    await expect(leave(member, run)).rejects.toThrow(`Start it, then repeat the command: docker start ${L1}`);
  });
});
