/** A transaction with a wrong proof, and the log of a node that verifies proofs. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { expect } from "vitest";
import { z } from "zod";
import { docker } from "./test-stack";

const WRONG_PROOF = readFileSync(path.join(__dirname, "wrong-proof.mjs"), "utf8");
/** The line of bb about a wrong proof, in the node's log. */
const VERDICT = "Failed to verify Chonk proof for HidingKernelToRollup!";
let seed = 1_000_000;

const answerSchema = z.object({ realProofs: z.boolean(), answer: z.string() });

/** Sends a node a transaction with a wrong proof. @returns its answer, and a function that reads its log about proofs */
async function sendWrongProof(name: string) {
  seed += 1;
  const since = await docker("exec", name, "date", "+%s");
  const inside = [
    "exec",
    "-i",
    "--workdir=/usr/src/yarn-project",
    "--env=NODE_OPTIONS=",
    "--env=LOG_LEVEL=silent",
    name,
  ];
  const command = ["node", "--no-warnings", "--input-type=module", "-", String(seed)];
  const { stdout } = await execa("docker", [...inside, ...command], { input: WRONG_PROOF });
  const answer = answerSchema.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
  const log = async () => {
    const { all = "" } = await execa("docker", ["logs", "--since", since, name], { all: true });
    return all.split("\n").filter((line) => /proof/i.test(line));
  };
  return { ...answer, log };
}

/**
 * Asserts that a node has bb refuse a wrong proof. A node that cannot write its files refuses as well, but does not verify.
 *
 * @param name of its container
 */
export async function refusesByItsProof(name: string): Promise<void> {
  const { realProofs, answer, log } = await sendWrongProof(name);
  expect(realProofs).toBe(true);
  expect(answer).toContain("Invalid proof");
  // Docker has a line of the log a moment after the node has answered.
  await expect.poll(async () => (await log()).join("\n"), { timeout: 10_000 }).toContain(VERDICT);
  expect((await log()).join("\n")).not.toMatch(/EROFS|ENOENT|EACCES|ENOSPC/);
}
