/**
 * Calls a node's administration from inside its container, which is the only way to it:
 *
 *     docker exec -i <container> node -e <this text> <port> <method> <seconds>
 *
 * Standard input is the password. Exit code 0: done. 3: the node refuses, and says why. 4: it cannot be asked.
 * 5: it was asked, and has not answered in these seconds.
 */
const { readFileSync } = require("node:fs");

const [port, method, seconds] = process.argv.slice(1);
const REFUSED = 3;
const AWAY = 4;
const UNANSWERED = 5;

async function call() {
  const response = await fetch(`http://127.0.0.1:${port}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": readFileSync(0, "utf8").trim() },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] }),
    signal: AbortSignal.timeout(Number(seconds) * 1000),
  });
  const { error } = await response.json();
  if (!error) return;
  console.log(error.message);
  process.exitCode = REFUSED;
}

call().catch((error) => {
  console.log(error.cause?.code ?? error.message);
  process.exitCode = error.name === "TimeoutError" ? UNANSWERED : AWAY;
});
