/**
 * The HTTP and JSON-RPC client of the scripts that run in a node's container. script-bundle.ts puts it into their text,
 * because a container has none of these files. No error contains a URL: any part of it but the host may be a key.
 */

/** A request that got no answer. */
class NoAnswer extends Error {
  /**
   * @param {string} message
   * @param {string} reason the code of the error, or the time limit
   * @param {boolean} isLate whether the server was reached and did not answer in time
   */
  constructor(message, reason, isLate) {
    super(message);
    this.reason = reason;
    this.isLate = isLate;
  }
}

/**
 * Builds the request to a server; a user and a password go into a header, as fetch requires.
 *
 * @param {string} text URL of the server
 */
function targetOf(text) {
  if (!URL.canParse(text)) throw new Error("is no URL");
  const url = new URL(text);
  const { username, password } = url;
  url.username = url.password = "";
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  /** @type {Record<string, string>} */
  const headers = username ? { authorization: `Basic ${Buffer.from(pair).toString("base64")}` } : {};
  return { url, headers };
}

/** @param {string} text */
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} error of fetch
 * @param {number} seconds time limit of the request
 */
function noAnswer(error, seconds) {
  if (!(error instanceof Error)) return new NoAnswer("does not answer", "unknown", false);
  if (error.name === "TimeoutError") {
    return new NoAnswer(`does not answer within ${seconds} s`, `no answer within ${seconds} s`, true);
  }
  const { cause } = error;
  const reason = cause instanceof Error && "code" in cause ? String(cause.code) : error.name;
  return new NoAnswer(`does not answer: ${reason}`, reason, false);
}

/**
 * Sends a request. The body of the answer is undefined if it is not JSON.
 *
 * @param {string} server URL
 * @param {number} seconds until it times out
 * @param {{ method?: string, body?: string, headers?: Record<string, string> }} init
 */
async function requestJson(server, seconds, init = {}) {
  const { url, headers } = targetOf(server);
  try {
    const signal = AbortSignal.timeout(seconds * 1000);
    const response = await fetch(url, { ...init, headers: { ...init.headers, ...headers }, signal });
    return { status: response.status, body: parseJson(await response.text()) };
  } catch (error) {
    throw noAnswer(error, seconds);
  }
}

/**
 * Calls a JSON-RPC method. The body has `result` or `error`, if the server speaks JSON-RPC.
 *
 * @param {string} server URL
 * @param {number} seconds until it times out
 * @param {{ method: string, params: readonly unknown[], headers?: Record<string, string> }} call
 */
function callJsonRpc(server, seconds, { method, params, headers }) {
  return requestJson(server, seconds, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
}

module.exports = { callJsonRpc, NoAnswer, parseJson, requestJson };
