/**
 * Asks a JSON-RPC server as the node reaches it, from inside the node's container:
 *
 *     docker exec -i <container> node -e <this text>
 *
 * Standard input is the request, so that neither a password nor a URL is in a list of processes. Servers are
 * asked one after the other until one answers; without any, the node's own Ethereum servers.
 * Exit code 0: the result, in one line of JSON. 3: the server refuses, and says why. 4: none answers.
 * 5: none answers, and the last was reached and has not answered in its seconds.
 */
const { readFileSync } = require("node:fs");

const { urls, headers, method, params, seconds } = JSON.parse(readFileSync(0, "utf8"));
const REFUSED = 3;
const SILENT = 4;
const LATE = 5;

function servers() {
  if (urls) return urls;
  const { ETHEREUM_HOSTS, ETHEREUM_HOST } = process.env;
  return (ETHEREUM_HOSTS || ETHEREUM_HOST || "").split(",").filter(Boolean);
}

/** @param {string} server */
async function ask(server) {
  const response = await fetch(server, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    signal: AbortSignal.timeout(seconds * 1000),
  });
  return response.json();
}

/**
 * Returns the code of an error's cause, or else its message.
 *
 * @param {unknown} error
 */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : error.message;
}

async function main() {
  let silent = "the node has no Ethereum server";
  let code = SILENT;
  for (const server of servers()) {
    try {
      const { result, error } = await ask(server);
      process.exitCode = error ? REFUSED : 0;
      return console.log(error ? error.message : JSON.stringify(result ?? null));
    } catch (error) {
      silent = reasonOf(error);
      code = error instanceof Error && error.name === "TimeoutError" ? LATE : SILENT;
    }
  }
  process.exitCode = code;
  console.log(silent);
}

void main();
