/**
 * Calls a JSON-RPC method from inside the node's container, with the servers as the node reaches them:
 *
 *     docker exec -i <container> node -e <this text>
 *
 * The request comes on standard input, so that no list of processes shows a password or a URL. The servers are tried in
 * turn until one answers; without `urls`, these are the node's own Ethereum servers.
 * Exit code 0: the result, in one line of JSON. 3: the server refuses; its message. 6: the server has no such method.
 * 4: no server answers. 5: no server answers, and the last one was reached and timed out.
 */
const { readFileSync } = require("node:fs");
const { callJsonRpc, isNoSuchMethod, NoAnswer, nodeServers } = require("./rpc-client.cjs");

const { urls, headers, method, params, seconds } = JSON.parse(readFileSync(0, "utf8"));
const REFUSED = 3;
const SILENT = 4;
const LATE = 5;
const NO_SUCH_METHOD = 6;

async function main() {
  let silent = "the node has no Ethereum server";
  process.exitCode = SILENT;
  for (const server of urls ?? nodeServers()) {
    try {
      const { status, body } = await callJsonRpc(server, seconds, { method, params, headers });
      if (typeof body === "object" && body !== null) {
        const refusal = body.error && (isNoSuchMethod(body.error) ? NO_SUCH_METHOD : REFUSED);
        process.exitCode = refusal ?? 0;
        return console.log(body.error ? body.error.message : JSON.stringify(body.result ?? null));
      }
      silent = `HTTP ${status} without JSON-RPC`;
      process.exitCode = SILENT;
    } catch (error) {
      silent = error instanceof NoAnswer ? error.reason : String(error);
      process.exitCode = error instanceof NoAnswer && error.isLate ? LATE : SILENT;
    }
  }
  console.log(silent);
}

void main();
