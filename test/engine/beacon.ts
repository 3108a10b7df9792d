/**
 * A beacon server in front of that of the L1, which a test can switch to have no blobs. A container on the L1's network.
 *
 * How it differs from a real beacon server without blobs:
 * - All blobs are gone at once and come back at once, of old blocks too. A real server drops blobs after 18 days, or
 *   stores too few columns of each to return any (it is no supernode).
 * - It answers 410 to each request for blobs. Real ones have other codes and texts, which depend on the client.
 * - All else is answered by the L1's own endpoint; what that differs in is in images/l1/l1.mjs.
 */
import { nodeImage, RELEASE } from "../../images/tags";
import { L1 } from "./own-chain";
import { docker } from "./test-stack";

const PORT = 5052;
const NAME = `${L1}-beacon`;
export const BEACON_URL = `http://${NAME}:${PORT}`;

/** While this file is there, it has no blobs. */
const SWITCH = "/tmp/without-blobs";

const SERVER = `
const { existsSync } = require("node:fs");
const { createServer } = require("node:http");
const gone = { status: 410, body: JSON.stringify({ code: 410, message: "the blobs of this block are not kept" }) };
const passed = async (url) => {
  const response = await fetch("http://${L1}:${PORT}" + url);
  return { status: response.status, body: await response.text() };
};
const isBlobs = (url) => /^\\/eth\\/v1\\/beacon\\/(blob_sidecars|blobs)\\//.test(url);
createServer(async ({ url }, response) => {
  const { status, body } =
    isBlobs(url) && existsSync("${SWITCH}") ? gone : await passed(url).catch((error) => ({ status: 502, body: String(error) }));
  response.writeHead(status, { "content-type": "application/json" }).end(body);
}).listen(${PORT});
`;

/** Starts it, with blobs; the L1 has to run. The first request comes from a node, seconds later. */
export async function startBeacon(): Promise<void> {
  const server = ["--entrypoint", "node", nodeImage(RELEASE), "-e", SERVER];
  await docker("run", "--detach", "--init", "--name", NAME, "--network", L1, ...server);
}

export async function loseBlobs(): Promise<void> {
  await docker("exec", NAME, "touch", SWITCH);
}

export async function restoreBlobs(): Promise<void> {
  await docker("exec", NAME, "rm", SWITCH);
}

export async function stopBeacon(): Promise<void> {
  await docker("rm", "--force", NAME);
}
