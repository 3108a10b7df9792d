/**
 * The L1 for development and tests: anvil with Aztec's contracts on port 8545, a beacon endpoint on port 5052.
 * Exits when anvil exits, and stops anvil on SIGTERM or SIGINT.
 *
 * Variables:
 *   ATTESTERS        addresses, with commas between them (8 at most): they are funded, and in the committee at once.
 *                    With a kept chain: who is new joins the committee two to three epochs later, all others leave it
 *                    but those of other stacks, which join by members.mjs
 *   PUBLISHERS       further addresses that are funded
 *   STATE_DIRECTORY  keeps the chain over restarts; without it each start falls back to the deployment
 *   KEPT_HOURS       how long transactions and blobs are kept, 1.5 by default: a checkpoint takes 1.6 MB of memory.
 *                    Without a prover, the chain is pruned after 100 epochs (80 minutes): a new node needs no older blobs
 *   RESTART_MB       memory of anvil, 900 MiB by default, with which a kept chain is saved and started again: anvil frees
 *                    nothing of past transactions. Docker has to restart the container
 *   TRACE_BEACON     set to anything, logs each request to the beacon endpoint
 *
 * How it differs from Ethereum:
 * - One process makes a block in each slot. There are no validators of L1, no missed slots and no reorganisations.
 * - The block two back from the last one counts as finalized; on Ethereum that takes about 13 minutes.
 * - Anyone can call anvil's own methods: set balances, send as any account, move the clock.
 * - Slots may be shorter than 12 seconds (chain.json), and the fee market is anvil's.
 * - The beacon endpoint has headers, blob_sidecars, spec and genesis, nothing else. Its slots are block numbers, its roots
 *   are block numbers too, headers have a slot only, and sidecars have no proofs and no signed header.
 * - Blobs are gone after KEPT_HOURS, on Ethereum after 18 days.
 * - Attesters are registered in the past, with stake that was minted for them and BLS keys that everyone knows.
 * - While other stacks have joined the chain, the committee has all attesters: its size, which the contracts have once and
 *   for all, is written into their storage (committee.mjs). When it grows, all checkpoints that are not proven are pruned.
 * - The rollup accepts any proof of an epoch: the contracts are deployed with a verifier that checks nothing.
 * - A chain that is kept and whose container is killed falls back by up to 30 seconds; transactions of that time are sent again.
 */
import { createServer } from "node:http";
import { answerBeacon, withBeaconRoots } from "./beacon.mjs";
import { ANVIL_URL, L1_SLOT, produceBlocks, startChain } from "./chain.mjs";
import { addressesIn } from "./members.mjs";
import { readMembers, recordTransactions } from "./saved-state.mjs";

const RPC_PORT = 8545;
const BEACON_PORT = 5052;
const JSON_HEADERS = { "content-type": "application/json" };

const {
  ATTESTERS = "",
  PUBLISHERS = "",
  STATE_DIRECTORY,
  KEPT_HOURS = "1.5",
  RESTART_MB = "900",
  TRACE_BEACON,
} = process.env;

/** @typedef {import("node:http").IncomingMessage} Request */
/** @typedef {(request: Request) => Promise<{ status: number, body: string }>} Answer */

/** @param {Request} request */
async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/**
 * Passes JSON-RPC on to anvil, whose port is not open to others.
 *
 * @param {Request} request
 */
async function answerRpc(request) {
  const body = await bodyOf(request);
  if (STATE_DIRECTORY && body.includes("eth_sendRawTransaction")) recordTransactions(STATE_DIRECTORY, body);
  const response = await fetch(ANVIL_URL, { method: "POST", headers: JSON_HEADERS, body });
  const text = await response.text();
  return { status: response.status, body: body.includes("eth_getBlockBy") ? withBeaconRoots(text) : text };
}

/** @param {Request} request */
async function answerTraced({ url = "" }) {
  const answer = await answerBeacon(url);
  if (TRACE_BEACON) console.log(`${url}: HTTP ${answer.status}, ${answer.body.length} characters`);
  return answer;
}

/**
 * @param {number} port
 * @param {Answer} answer
 */
function listen(port, answer) {
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request).catch((/** @type {unknown} */ error) => ({
      status: 502,
      body: String(error),
    }));
    response.writeHead(status, JSON_HEADERS).end(body);
  });
  server.listen(port, "0.0.0.0");
}

const members = Object.values(readMembers(STATE_DIRECTORY));
/** @param {"attesters" | "publishers"} kind */
const joined = (kind) => members.flatMap((member) => member[kind]);
const chain = startChain({
  attesters: [...addressesIn(ATTESTERS), ...joined("attesters")],
  publishers: [...addressesIn(PUBLISHERS), ...joined("publishers")],
  directory: STATE_DIRECTORY,
  keptHours: Number(KEPT_HOURS),
  restartMb: Number(RESTART_MB),
});
// Requests wait for the chain, instead of finding no port: a node exits if it finds none.
/** @type {(answer: Answer) => Answer} */
const afterStart = (answer) => async (request) => {
  await chain;
  return answer(request);
};
listen(RPC_PORT, afterStart(answerRpc));
listen(BEACON_PORT, afterStart(answerTraced));
await chain;
const registered = await produceBlocks();
console.log(`A block every ${L1_SLOT} s; registered attesters: ${registered}.`);
