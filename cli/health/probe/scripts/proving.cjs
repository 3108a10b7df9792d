/** Calls the JSON-RPC of a prover's role, and the broker that it uses. Part of the probe; proving/request.ts has the calls. */
const { queryBroker } = require("./downloads.cjs");
const { result, server } = require("./servers.cjs");

/** @param {import("../../proving/request").ProvingRequest} question */
async function proving({ port, calls, brokerVariables }) {
  const to = server(`http://127.0.0.1:${port}`);
  const [answers, broker] = await Promise.all([
    Promise.all(calls.map(({ method, params }) => result(to, method, params))),
    queryBroker(brokerVariables),
  ]);
  return { answers, broker };
}

module.exports = { proving };
