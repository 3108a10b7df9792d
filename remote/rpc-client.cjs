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
  if (!URL.canParse(text)) throw new Error("is not a URL");
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
 * What is added to the request to a server: `path` to the path of its URL.
 *
 * @typedef {object} RequestOptions
 * @property {string} [path] begins with a slash; may have parameters
 * @property {string} [method]
 * @property {string} [body]
 * @property {Record<string, string>} [headers]
 */

/**
 * Sends a request. The answer's body can then be read, until the time limit.
 *
 * @param {string} server URL
 * @param {number} seconds until it times out
 * @param {RequestOptions} options
 */
async function send(server, seconds, { path = "", ...init } = {}) {
  const { url, headers } = targetOf(server);
  const [place = "", parameters] = path.split("?");
  if (place) url.pathname = url.pathname.replace(/\/$/, "") + place;
  for (const [name, value] of new URLSearchParams(parameters)) url.searchParams.append(name, value);
  try {
    const signal = AbortSignal.timeout(seconds * 1000);
    return await fetch(url, { ...init, headers: { ...init.headers, ...headers }, signal });
  } catch (error) {
    throw noAnswer(error, seconds);
  }
}

/**
 * Sends a request and reads the answer. Its body is undefined if it is not JSON.
 *
 * @param {string} server URL
 * @param {number} seconds until it times out
 * @param {RequestOptions} options
 */
async function requestJson(server, seconds, options = {}) {
  const begun = performance.now();
  const response = await send(server, seconds, options);
  const text = await response.text().catch((error) => {
    throw noAnswer(error, seconds);
  });
  const milliseconds = Math.round(performance.now() - begun);
  return { status: response.status, body: parseJson(text), milliseconds, date: response.headers.get("date") };
}

/**
 * Calls a JSON-RPC method. The body has `result` or `error`, if the server speaks JSON-RPC.
 *
 * @param {string} server URL
 * @param {number} seconds until it times out
 * @param {{ method: string, params: readonly unknown[] } & Pick<RequestOptions, "headers">} call
 */
function callJsonRpc(server, seconds, { method, params, headers }) {
  return requestJson(server, seconds, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
}

/**
 * Returns whether a server refuses a call since it has no such method. Not every server uses the code of the specification.
 *
 * @param {{ code?: number, message?: string }} error of the answer
 */
function isNoSuchMethod({ code, message }) {
  return code === -32601 || /method not found/i.test(message ?? "");
}

/** Returns the node's own Ethereum servers, as its environment has them. */
function nodeServers() {
  const { ETHEREUM_HOSTS, ETHEREUM_HOST } = process.env;
  return (ETHEREUM_HOSTS || ETHEREUM_HOST || "")
    .split(",")
    .map((url) => url.trim())
    .filter(Boolean);
}

module.exports = { callJsonRpc, isNoSuchMethod, NoAnswer, nodeServers, parseJson, requestJson, send };
