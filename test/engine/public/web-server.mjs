/**
 * Stand-in for the web servers that a node of a public network reads, on ports 443 and 80: the hosts of the reference
 * strings (CRS), the network config, and a host of snapshots. It serves /web/hosts/<host>/<path>.
 *
 * How it differs from the real servers:
 * - The test creates the certificate, and the node's image trusts it by NODE_EXTRA_CA_CERTS.
 * - The reference strings have the right form and points of the right curves, but not the points of the ceremony: no
 *   valid proof can be verified with them. They are short (the real g1.dat has gigabytes), and points repeat.
 * - The network config is at networks.test, while the real one is on GitHub. It names no bootnodes. It expires at once
 *   (GitHub: after 300 s), so that a restart within a test requests it again, as a restart in production does.
 * - Snapshots are on that host too. Nobody can upload: the test copies what a node wrote to its own disk.
 * - One address has all names. There is no HTTP/2, no compression, no redirect, no rate limit.
 */
import { createReadStream, readFileSync, statSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import path from "node:path";

const ROOT = "/web";

/** @typedef {http.IncomingMessage} Request */
/** @typedef {http.ServerResponse} Response */

/**
 * Returns the requested file, or undefined.
 *
 * @param {Request} request
 */
function findFile({ headers, url }) {
  const host = headers.host?.replace(/:\d+$/, "") ?? "";
  const root = path.join(ROOT, "hosts", host);
  const file = path.join(root, decodeURIComponent(new URL(url ?? "", `http://${host}`).pathname));
  const found = file.startsWith(`${root}/`) ? statSync(file, { throwIfNoEntry: false }) : undefined;
  return found?.isFile() ? { file, size: found.size, etag: `"${found.mtimeMs}-${found.size}"` } : undefined;
}

/**
 * Returns the first and last byte of a Range header; undefined without one; `none` outside the file.
 *
 * @param {string | undefined} header
 * @param {number} size in bytes
 * @returns {{ start: number, end: number } | "none" | undefined}
 */
function findRange(header, size) {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(header ?? "") ?? [];
  if (from === undefined) return undefined;
  const range = { start: Number(from), end: to ? Math.min(Number(to), size - 1) : size - 1 };
  return range.start > range.end ? "none" : range;
}

/**
 * Answers a request. Returns the status.
 *
 * @param {Request} request
 * @param {Response} response
 */
function answer(request, response) {
  const found = ["GET", "HEAD"].includes(request.method ?? "") ? findFile(request) : undefined;
  if (!found) return end(response, 404);
  const { file, size, etag } = found;
  const headers = { "accept-ranges": "bytes", "cache-control": "max-age=0", etag, "content-type": typeOf(file) };
  if (request.headers["if-none-match"] === etag) return end(response, 304, headers);
  const range = findRange(request.headers.range, size);
  if (range === "none") return end(response, 416, { "content-range": `bytes */${size}` });
  const { start, end: last } = range ?? { start: 0, end: size - 1 };
  const partial = range ? { "content-range": `bytes ${start}-${last}/${size}` } : {};
  response.writeHead(range ? 206 : 200, { ...headers, ...partial, "content-length": last - start + 1 });
  if (request.method === "HEAD") response.end();
  else createReadStream(file, { start, end: last }).pipe(response);
  return response.statusCode;
}

/**
 * @param {Response} response
 * @param {number} status
 * @param {http.OutgoingHttpHeaders} headers
 */
function end(response, status, headers = {}) {
  response.writeHead(status, headers).end();
  return status;
}

/** @param {string} file */
function typeOf(file) {
  return file.endsWith(".json") ? "application/json" : "application/octet-stream";
}

/**
 * Answers, and prints one line of JSON for each request.
 *
 * @param {"http" | "https"} scheme
 * @returns {http.RequestListener}
 */
function serve(scheme) {
  return (request, response) => {
    const status = answer(request, response);
    const { method, url, headers } = request;
    console.log(JSON.stringify({ url: `${scheme}://${headers.host}${url}`, method, range: headers.range, status }));
  };
}

const certificate = { key: readFileSync(`${ROOT}/key.pem`), cert: readFileSync(`${ROOT}/certificate.pem`) };
https.createServer(certificate, serve("https")).listen(443);
http.createServer(serve("http")).listen(80);
