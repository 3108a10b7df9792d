/**
 * Calls many JSON-RPC methods from inside the node's container, with the servers as the node reaches them:
 *
 *     docker exec -i <container> node -e <this text>
 *
 * The request comes on standard input, so that no list of processes shows a password or a URL. The first server that
 * answers the first call gets all of them, some at a time: a provider limits the requests of a moment.
 * Exit code 0: one line of JSON, with `{result}`, or `{refused}` and perhaps `{hasNoMethod}`, for each call. 4: no server answers; the reason.
 */
const { readFileSync } = require("node:fs");
const { callJsonRpc, isNoSuchMethod, NoAnswer, nodeServers } = require("./rpc-client.cjs");

/** @typedef {{ method: string, params: readonly unknown[] }} Call */
/** @type {{ urls?: readonly string[], calls: readonly Call[], seconds: number }} */
const { urls, calls, seconds } = JSON.parse(readFileSync(0, "utf8"));
/** Requests at a time. */
const AT_ONCE = 8;
const SILENT = 4;

/**
 * @param {string} server
 * @param {Call} call
 */
async function answer(server, call) {
  const { status, body } = await callJsonRpc(server, seconds, call);
  if (typeof body !== "object" || body === null) {
    const reason = `HTTP ${status} without JSON-RPC`;
    throw new NoAnswer(reason, reason, false);
  }
  const { error, result } = body;
  if (!error) return { result };
  // A contract's own error is in the data, or only in the message.
  const refused = `${error.message} ${typeof error.data === "string" ? error.data : ""}`;
  return isNoSuchMethod(error) ? { refused, hasNoMethod: true } : { refused };
}

/** @param {string} server */
async function answers(server) {
  const all = [];
  for (let at = 0; at < calls.length; at += AT_ONCE)
    all.push(...(await Promise.all(calls.slice(at, at + AT_ONCE).map((call) => answer(server, call)))));
  return all;
}

async function main() {
  let silent = "the node has no Ethereum server";
  for (const server of urls ?? nodeServers()) {
    try {
      return console.log(JSON.stringify(await answers(server)));
    } catch (error) {
      silent = error instanceof NoAnswer ? error.reason : String(error);
    }
  }
  process.exitCode = SILENT;
  console.log(silent);
}

void main();
