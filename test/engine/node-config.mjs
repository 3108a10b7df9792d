/**
 * Runs inside a node's container, with the node's own code: prints the configuration that the running node
 * reports, and the one that the node's parser computes from its input. ADMIN_KEY has the password of the admin API.
 */
import { aztecNodeConfigMappings } from "@aztec/aztec-node/config";
import { blobClientConfigMapping } from "@aztec/blob-client/client/config";
import { telemetryClientConfigMappings } from "@aztec/telemetry-client";

/** The variables of every Node process of the container: its environment, and those loaded from the file of secrets. */
const environ = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "ADMIN_KEY"));

/** @typedef {import("@aztec/aztec-node/config").Mappings} Mappings */
/** @typedef {{ name: string, key: string, value: unknown }} Variable */

/**
 * Each variable with its name in the configuration, and its value as the node's parser returns it.
 *
 * @param {Mappings} mappings
 * @returns {Variable[]}
 */
function parsed(mappings) {
  return Object.entries(mappings).flatMap(([key, { env, parseEnv, nested, fallback = [] }]) => {
    if (nested) return parsed(nested);
    return [env, ...fallback].flatMap((name) => {
      const text = name && environ[name];
      return name && text !== undefined ? [{ name, key, value: parseEnv ? parseEnv(text) : text }] : [];
    });
  });
}

async function running() {
  const response = await fetch(`http://127.0.0.1:${environ.AZTEC_ADMIN_PORT ?? 8880}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": process.env.ADMIN_KEY ?? "" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "nodeAdmin_getConfig", params: [] }),
  });
  return (await response.json()).result;
}

const all = { ...aztecNodeConfigMappings, ...blobClientConfigMapping, ...telemetryClientConfigMappings };
/**
 * @param {string} _name
 * @param {unknown} value
 */
const plain = (_name, value) => (typeof value === "bigint" ? value.toString() : value);
console.log(JSON.stringify({ environ, parsed: parsed(all), running: await running() }, plain));
