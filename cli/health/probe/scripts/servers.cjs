/** Requests to servers, without their secrets in any error. Part of the probe. */
const { readFileSync } = require("node:fs");
const { callJsonRpc, requestJson, send } = require("../../../../remote/rpc-client.cjs");
const { beaconRequest } = require("../../../../settings/beacon-request.cjs");

/**
 * A server: its name for messages, its URL, the request for a path, and the secrets that no message may contain.
 *
 * @typedef {object} Server
 * @property {string} name
 * @property {string} url
 * @property {(path: string) => { url: string, headers?: Record<string, string>, path?: string }} requestOf
 * @property {readonly string[]} secrets
 */
/**
 * An answer, or why there is none.
 *
 * @template T
 * @typedef {{ value: T, error?: undefined } | { value?: undefined, error: string, httpStatus?: number }} Attempt
 */

/** @type {import("../protocol").ProbeInput} */
const probeRequest = JSON.parse(process.argv[1] ?? "");
/** Time limit of a request, in seconds. */
const SECONDS = 8;
/**
 * Environment variables that name the servers.
 *
 * @type {Record<string, string | undefined>}
 */
const env = probeRequest.stdin ? JSON.parse(readFileSync(0, "utf8")) : process.env;

/** An HTTP status in place of an answer. */
class HttpRefusal extends Error {
  /**
   * @param {string} message
   * @param {number} httpStatus
   */
  constructor(message, httpStatus) {
    super(message);
    this.httpStatus = httpStatus;
  }
}

/**
 * @template T
 * @param {() => T | Promise<T>} work
 * @returns {Promise<Attempt<T>>}
 */
async function attempt(work) {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof HttpRefusal) return { error: error.message, httpStatus: error.httpStatus };
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Returns the items of the first variable that is set; an empty item keeps its index.
 *
 * @param {readonly string[]} names
 */
function places(names) {
  const text = names.map((name) => env[name]).find((value) => value !== undefined && value !== "");
  return (text ?? "").split(",").map((item) => item.trim());
}

/** @param {readonly string[]} names */
const list = (names) => places(names).filter((item) => item !== "");

/**
 * Returns the parts of a URL that may be a key: all but its server.
 *
 * @param {string} text
 */
function secretParts(text) {
  const { pathname, searchParams, username, password } = new URL(text);
  return [...pathname.split("/"), ...searchParams.values(), username, password].filter((part) => part.length > 5);
}

/**
 * Describes a server.
 *
 * @param {string} text its URL
 * @returns {Server}
 */
function server(text) {
  const canParse = URL.canParse(text);
  return {
    name: canParse ? new URL(text).host : "an invalid URL",
    url: text,
    requestOf: (path) => ({ url: text, path }),
    secrets: canParse ? secretParts(text) : [],
  };
}

/**
 * Refuses what the node's fetch refuses.
 *
 * @param {string} url
 */
function usable(url) {
  const { username, password } = URL.parse(url) ?? {};
  if (username || password) throw new Error("has a user or a password in its URL, which the node cannot send");
  return url;
}

/**
 * Requests a path of a server.
 *
 * @param {Server} to
 * @param {string} path
 */
function request({ requestOf }, path) {
  const { url, ...init } = requestOf(path);
  return requestJson(usable(url), SECONDS, init);
}

/**
 * Requests a file of a server, to be read in parts or as bytes.
 *
 * @param {string} url
 * @param {string} file
 * @param {{ method?: string, headers?: Record<string, string> }} [init]
 */
function requestFile(url, file, init) {
  return send(url, SECONDS, { ...init, path: `/${file}` });
}

/**
 * @param {string} text
 * @param {readonly string[]} secrets
 */
function hide(text, secrets) {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, "…"), text).slice(0, 200);
}

/**
 * Calls a JSON-RPC method. Returns its result, and the time that it took.
 *
 * @param {Server} to
 * @param {string} method
 * @param {readonly unknown[]} params
 */
async function call({ url, secrets }, method, params = []) {
  const { status, body, ...how } = await callJsonRpc(usable(url), SECONDS, { method, params });
  if (status === 404) throw new HttpRefusal("answers 404: there is no JSON-RPC", status);
  if (body?.error) throw new Error(`${method}: ${hide(String(body.error.message), secrets)}`);
  if (status !== 200 || !body) throw new Error(`answers HTTP ${status} to ${method}`);
  // Some servers refuse with HTTP 200 and a text of their own.
  if (typeof body !== "object" || !("result" in body)) throw new Error(`answers without a result to ${method}`);
  return { result: body.result, ...how };
}

/**
 * @param {Server} to
 * @param {string} method
 * @param {readonly unknown[]} [params]
 */
const result = (to, method, params) => attempt(async () => (await call(to, method, params)).result);
/**
 * Reads a number. Throws if an answer has none.
 *
 * @param {string} hex
 */
function number(hex) {
  if (!/^0x[0-9a-f]+$/i.test(hex)) throw new Error("answers without a number");
  return Number(BigInt(hex));
}

/**
 * @param {Server} to
 * @param {string} path
 */
const get = async (to, path) => {
  const { status, ...how } = await request(to, path);
  if (status !== 200) throw new Error(`answers HTTP ${status} to ${path.replace(/0x[0-9a-f]+/, "…")}`);
  return how;
};

/**
 * Describes a beacon server.
 *
 * @param {string} text its URL
 * @param {number} index in the list: API keys are in a parallel list
 * @returns {Server}
 */
function beacon(text, index) {
  const key = places(probeRequest.servers.apiKeys)[index];
  const header = places(probeRequest.servers.apiKeyHeaders)[index];
  const { secrets, ...one } = server(text);
  const requestOf = (/** @type {string} */ path) => beaconRequest(text, path, key, header);
  return { ...one, requestOf, secrets: key ? [...secrets, key] : secrets };
}

module.exports = {
  probeRequest,
  beacon,
  call,
  get,
  env,
  list,
  number,
  request,
  requestFile,
  result,
  server,
  attempt,
};
