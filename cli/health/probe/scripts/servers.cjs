/** Requests to servers, without their secrets in any error. Part of the probe. */
const { readFileSync } = require("node:fs");

const probeRequest = JSON.parse(process.argv[1]);
const TIMEOUT = 8000;
/** Environment variables that name the servers. */
const env = probeRequest.stdin ? JSON.parse(readFileSync(0, "utf8")) : process.env;

async function attempt(work) {
  try {
    return { value: await work() };
  } catch (error) {
    const { message, httpStatus } = error;
    return { error: String(message), ...(httpStatus ? { httpStatus } : {}) };
  }
}

/** Returns the items of the first variable that is set; an empty item keeps its index. */
function places(names) {
  const text = names.map((name) => env[name]).find((value) => value !== undefined && value !== "");
  return (text ?? "").split(",").map((item) => item.trim());
}

const list = (names) => places(names).filter((item) => item !== "");

/** Returns the parts of a URL that may be a key: all but its server. */
function secretParts(text) {
  const { pathname, searchParams, username, password } = new URL(text);
  return [...pathname.split("/"), ...searchParams.values(), username, password].filter((part) => part.length > 5);
}

/** Describes a server: its name for messages, its request, and the secrets that no message may contain. */
function server(text, key, header) {
  if (!URL.canParse(text)) return { name: "an invalid URL", secrets: [] };
  const url = new URL(text);
  const { username, password } = url;
  url.username = url.password = "";
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  const headers = {
    ...(username ? { authorization: `Basic ${basic}` } : {}),
    ...(key && header ? { [header]: key } : {}),
  };
  const query = key && !header ? { key } : {};
  return { name: url.host, url, headers, query, secrets: [...secretParts(text), ...(key ? [key] : [])] };
}

async function request({ url, headers, query, secrets }, path, init = {}) {
  if (!url) throw new Error("is not a URL");
  const target = new URL(url);
  const [place, search] = path.split("?");
  if (place) target.pathname = target.pathname.replace(/\/$/, "") + place;
  for (const [name, value] of new URLSearchParams(search)) target.searchParams.append(name, value);
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  const options = { ...init, headers: { ...init.headers, ...headers }, signal: AbortSignal.timeout(TIMEOUT) };
  const begun = performance.now();
  const response = await fetch(target, options).catch((error) => {
    throw new Error(`does not answer: ${hide(reason(error), secrets)}`);
  });
  const text = await response.text().catch(() => "");
  const milliseconds = Math.round(performance.now() - begun);
  return { status: response.status, text, milliseconds, date: response.headers.get("date") };
}

function reason(error) {
  if (error.name === "TimeoutError") return `no answer within ${TIMEOUT / 1000} s`;
  return String(error.cause?.code ?? error.cause?.message ?? error.message);
}

function hide(text, secrets) {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, "…"), text).slice(0, 200);
}

/** Calls a JSON-RPC method. @returns its result, and the time that it took */
async function call(to, method, params = []) {
  const init = { method: "POST", headers: { "content-type": "application/json" } };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const { status, text, ...how } = await request(to, "", { ...init, body });
  if (status === 404) throw Object.assign(new Error("answers 404: there is no JSON-RPC"), { httpStatus: status });
  const answer = parsed(text);
  if (answer?.error) throw new Error(`${method}: ${hide(String(answer.error.message), to.secrets)}`);
  if (status !== 200 || !answer) throw new Error(`answers HTTP ${status} to ${method}`);
  return { result: answer.result, ...how };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const result = (to, method, params) => attempt(async () => (await call(to, method, params)).result);
const number = (hex) => Number(BigInt(hex));

const get = async (to, path) => {
  const { status, text, ...how } = await request(to, path);
  if (status !== 200) throw new Error(`answers HTTP ${status} to ${path.replace(/0x[0-9a-f]+/, "…")}`);
  return { body: parsed(text), ...how };
};

/** Describes a beacon server. @param index in the list: API keys are in a parallel list */
const beacon = (text, index) =>
  server(text, places(probeRequest.servers.apiKeys)[index], places(probeRequest.servers.apiKeyHeaders)[index]);

module.exports = {
  probeRequest,
  beacon,
  call,
  get,
  env,
  hide,
  list,
  number,
  parsed,
  reason,
  request,
  result,
  server,
  TIMEOUT,
  attempt,
};
