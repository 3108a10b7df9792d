/**
 * The request of a node to a beacon server. The check of a setting, the rendered value and the scripts of `doctor` share
 * it. Plain JavaScript: script-bundle.ts puts it into scripts that run in a container.
 *
 * Source: getBeaconNodeFetchOptions of @aztec/blob-client 4.1.2. The node appends a path to the text of the URL, and a key
 * without a header as the parameter `key`, as it is.
 */

/**
 * Returns a server's URL as the node gets it. The node removes one slash from its end, and earlier releases none.
 *
 * @param {string} server
 */
function beaconBase(server) {
  return server.trim().replace(/\/+$/, "");
}

/**
 * Returns the request for a path.
 *
 * @param {string} server its URL
 * @param {string} path begins with a slash; may have parameters
 * @param {string} [key] of its API
 * @param {string} [header] that takes the key
 * @returns {{ url: string, headers: Record<string, string> }}
 */
function beaconRequest(server, path, key, header) {
  const url = beaconBase(server) + path;
  if (key && header) return { url, headers: { [header]: key } };
  return { url: key ? `${url}${url.includes("?") ? "&" : "?"}key=${key}` : url, headers: {} };
}

module.exports = { beaconBase, beaconRequest };
