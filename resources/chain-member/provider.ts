import type { Provider } from "@pulumi/pulumi/provider";
import { keepState } from "../keep-state";
import { STOP_GRACE_SECONDS } from "../../node/container";
import { dockerRunner, type DockerRunner } from "../../remote/docker";
import { lastLine } from "../../remote/log-text";
import { chainMemberInputs, type ChainMemberInputs } from "./inputs";

/** Milliseconds for a change of the committee: three epochs of the development chain take 144 s, and nodes stop and start. */
const TIMEOUT = 420_000;

/** `aztec:index:ChainMember`: a stack's attesters in the validator set of another stack's development chain. */
export const chainMember = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    const [before, now] = [chainMemberInputs.parse(olds), chainMemberInputs.parse(news)];
    const replaces = (["l1", "stack"] as const).filter((field) => before[field] !== now[field]);
    const changes = replaces.length > 0 || membersIn(before) !== membersIn(now);
    return Promise.resolve({ changes, replaces });
  },
  create: async (_urn: string, news: unknown) => {
    const inputs = chainMemberInputs.parse(news);
    await join(inputs, dockerRunner(inputs.docker, TIMEOUT));
    return { id: `${inputs.l1}/${inputs.stack}`, outs: inputs };
  },
  update: async (_id: string, _urn: string, _olds: unknown, news: unknown) => {
    const inputs = chainMemberInputs.parse(news);
    await join(inputs, dockerRunner(inputs.docker, TIMEOUT));
    return { outs: inputs };
  },
  read: keepState,
  delete: async (_id: string, _urn: string, props: unknown) => {
    const inputs = chainMemberInputs.parse(props);
    await leave(inputs, dockerRunner(inputs.docker, TIMEOUT));
  },
} satisfies Provider;

function membersIn({ attesters, publishers }: ChainMemberInputs): string {
  return JSON.stringify([attesters, publishers]);
}

type Member = Omit<ChainMemberInputs, "docker">;

/** Registers the attesters and funds the publishers, then waits until the attesters are in the committee. */
export async function join({ l1, stack, attesters, publishers }: Member, docker: DockerRunner): Promise<void> {
  if (attesters.length === 0) return fund({ l1, publishers }, docker);
  const lists = [attesters.map(({ address }) => address), attesters.flatMap(({ publishers }) => publishers)];
  const args = lists.map((list) => [...new Set(list)].join(","));
  console.log("The attesters get into the committee in two to three epochs; then the chain's nodes restart.");
  const { code, text } = await docker(["exec", l1, "node", "/l1/members.mjs", "join", stack, ...args]);
  if (code === 0) return changeCommittee(l1, docker);
  const remedy = `If ${l1} was made by an earlier version of this program, make up on its stack replaces it.`;
  throw new Error(`The attesters of this stack could not join the chain of ${l1}: ${lastLine(text)}\n${remedy}`);
}

/** A program of the L1's container: the arguments are the addresses. */
const FUND = 'import { fund } from "/l1/attesters.mjs"; await fund(process.argv.slice(1));';

/** Gives a balance to the publishers of a prover, which is in no committee. */
async function fund({ l1, publishers }: Pick<Member, "l1" | "publishers">, docker: DockerRunner): Promise<void> {
  const program = ["node", "--input-type=module", "--eval", FUND];
  const { code, text } = await docker(["exec", l1, ...program, ...publishers]);
  if (code === 0) return;
  throw new Error(
    `The publishers of this stack got no balance on the chain of ${l1}, so they could send no proof: ${lastLine(text)}
If ${l1} does not run, start it, then repeat the command: docker start ${l1}`,
  );
}

/** Withdraws the attesters and waits until they have no duties any more. A chain that is gone needs nothing. */
export async function leave({ l1, stack, node, attesters }: Member, docker: DockerRunner): Promise<void> {
  if (attesters.length === 0) return;
  const exists = await docker(["container", "inspect", l1, "--format", "{{.State.Running}}"]);
  if (exists.code !== 0) return;
  if (exists.text.trim() !== "true") {
    const why = "so the attesters of this stack cannot leave its chain, which would wait for them";
    throw new Error(`The L1 ${l1} does not run, ${why}. Start it, then repeat the command: docker start ${l1}`);
  }
  console.log("The attesters leave the committee in two to three epochs; then the chain's nodes restart.");
  const { code, text } = await docker(["exec", l1, "node", "/l1/members.mjs", "leave", stack]);
  if (code === 0) return changeCommittee(l1, docker, node);
  throw new Error(`The attesters of this stack could not leave the chain of ${l1}: ${lastLine(text)}`);
}

/**
 * Changes the size of the committee while no node of the chain runs. A node reads the size once, at its start, and takes
 * checkpoints of another committee for invalid, even after a restart.
 *
 * @param leaving a node that is about to be removed: it does not start again
 *
 * Source: `getTargetCommitteeSize` of RollupContract in @aztec/ethereum 4.1.2 is memoized; its archiver stores that a
 * checkpoint is invalid.
 */
async function changeCommittee(l1: string, docker: DockerRunner, leaving?: string): Promise<void> {
  const all = await docker(["ps", "--all", "--filter", `network=${l1}`, "--format", "{{.Names}}"]);
  const nodes = all.text.split(/\s+/).filter((name) => name !== "" && name !== l1);
  const staying = nodes.filter((name) => name !== leaving);
  await run(["stop", "--time", String(STOP_GRACE_SECONDS), ...nodes], nodes, docker);
  await run(["exec", l1, "node", "/l1/members.mjs", "resize"], staying, docker);
  if (staying.length > 0) await run(["start", ...staying], staying, docker);
}

/** Runs one step of the change. @throws with the command that starts the nodes again */
async function run(args: readonly string[], nodes: readonly string[], docker: DockerRunner): Promise<void> {
  const { code, text } = await docker(args);
  if (code === 0) return;
  const why = `The committee could not be changed (docker ${args[0] ?? ""}): ${lastLine(text)}`;
  throw new Error(`${why}\nStart the nodes of the chain, then repeat the command: docker start ${nodes.join(" ")}`);
}
