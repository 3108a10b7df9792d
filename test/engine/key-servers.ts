/**
 * Servers that demand a key, in a container of the node's image, and what the node and `doctor` make of their URLs.
 *
 * How they differ from real ones: one process is the L1 and the beacon chain; it knows one method and one path, and
 * accepts its key in each place where a provider may want it.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { parseProbeResult, probeArgs } from "../../cli/health/probe/protocol";
import { beaconBase } from "../../settings/beacon-request.cjs";
import type { DockerRunner } from "../../remote/docker";

const PORT = 5052;
const HOST = `127.0.0.1:${PORT}`;
const KEY = "0123456789abcdef+/=";
const BASIC = `Basic ${Buffer.from(`me:${KEY}`).toString("base64")}`;

const SERVER = `
const { createServer } = require("node:http");
const has = ({ url, headers }) => {
  const [path, query = ""] = url.split("?");
  const given = [...query.split("&").map((one) => one.replace(/^(key|apikey)=/, "")), headers["x-api-key"], path.split("/k/")[1]?.slice(0, 4)];
  return given.includes(${JSON.stringify(KEY)}) || given.includes("path") || headers.authorization === ${JSON.stringify(BASIC)};
};
const RESULTS = { eth_chainId: "0x1", eth_syncing: false };
createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    const isThere = request.method === "POST" || /^(\\/k\\/path)?\\/eth\\/v1\\/beacon\\/headers$/.test(request.url.split("?")[0]);
    response.statusCode = !isThere ? 404 : has(request) ? 200 : 401;
    const result = RESULTS[JSON.parse(body || "{}").method] ?? { number: "0x1", timestamp: "0x1" };
    const data = [{ header: { message: { slot: "5" } } }];
    response.setHeader("content-type", "application/json").end(JSON.stringify({ jsonrpc: "2.0", id: 1, result, data }));
  });
}).listen(${PORT});
`;

/** A form of URL: the variables of a node, and whether it can use the server. */
interface Form {
  readonly what: string;
  readonly env: Readonly<Record<string, string>>;
  readonly isUsable: boolean;
}

function beacon(what: string, isUsable: boolean, url: string, keys?: string, headers?: string): Form {
  const hosts = url.split(",").map(beaconBase).join(",");
  return {
    what,
    isUsable,
    env: {
      L1_CONSENSUS_HOST_URLS: hosts,
      ...(keys && { L1_CONSENSUS_HOST_API_KEYS: keys }),
      ...(headers && { L1_CONSENSUS_HOST_API_KEY_HEADERS: headers }),
    },
  };
}

const l1 = (what: string, isUsable: boolean, url: string): Form => ({ what, isUsable, env: { ETHEREUM_HOSTS: url } });

export const FORMS: readonly Form[] = [
  beacon("no key", false, `http://${HOST}`),
  beacon("a key as a parameter", true, `http://${HOST}`, KEY),
  beacon("a slash at the end", true, `http://${HOST}/`, KEY),
  beacon("two slashes at the end", true, `http://${HOST}//`, KEY),
  beacon("a key in the path", true, `http://${HOST}/k/path/`),
  beacon("a key in a header", true, `http://${HOST}`, KEY, "x-api-key"),
  beacon("a user and a password in a header", true, `http://${HOST}/`, BASIC, "authorization"),
  beacon("a key for the second server only", true, `http://${HOST},http://${HOST}`, `,${KEY}`),
  beacon("a parameter of another name behind that of the node", true, `http://${HOST}`, `none&apikey=${KEY}`),
  beacon("a parameter in the URL", false, `http://${HOST}/?apikey=${KEY}`),
  beacon("a user and a password in the URL", false, `http://me:secret@${HOST}`, KEY),
  beacon("a # in the URL", false, `http://${HOST}/#`, KEY),
  beacon("the API's path in the URL", false, `http://${HOST}/eth/v1`, KEY),
  l1("an L1 with a key as a parameter", true, `http://${HOST}/?apikey=${KEY}`),
  l1("an L1 with a key in the path", true, `http://${HOST}/k/path`),
  l1("an L1 without a key", false, `http://${HOST}`),
  l1("an L1 with a user and a password", false, `http://me:secret@${HOST}`),
];

/** Starts the servers in a container. */
export async function startKeyServers(docker: DockerRunner, container: string): Promise<void> {
  await docker(["exec", "--detach", container, "node", "-e", SERVER]);
}

const answerSchema = z.object({ usable: z.array(z.boolean()) });

/** Returns, for each form, whether the node's own client can use the servers. */
export async function usableByNode(docker: DockerRunner, container: string): Promise<readonly boolean[]> {
  const script = readFileSync(path.join(__dirname, "l1-client.mjs"), "utf8");
  const env = { FORMS: JSON.stringify(FORMS.map((form) => form.env)), LOG_LEVEL: "silent" };
  const options = Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  const node = ["node", "--no-warnings", "--input-type=module", "-"];
  const { text } = await docker(["exec", "-i", ...options, "-w", "/usr/src/yarn-project", container, ...node], script);
  const line = text.split("\n").find((one) => one.startsWith('{"usable"'));
  return answerSchema.parse(JSON.parse(line ?? text)).usable;
}

/** Returns, for each form, whether `doctor` finds a server that it can use. */
export async function usableByDoctor(docker: DockerRunner, container: string): Promise<readonly boolean[]> {
  const args = probeArgs({ attesters: [], publishers: [], stdin: true });
  const answers = FORMS.map(async ({ env }) => {
    const { text } = await docker(["exec", "-i", container, "node", ...args], JSON.stringify(env));
    const { l1Servers, beaconServers } = parseProbeResult(text);
    return [...l1Servers, ...beaconServers].some(({ error }) => error === undefined);
  });
  return Promise.all(answers);
}
