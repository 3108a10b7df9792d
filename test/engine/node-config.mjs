/**
 * Runs inside a node's container, with the node's own code: prints what the running node says of its configuration,
 * and what the node's parser makes of what it was given. The administration's password comes by ADMIN_KEY.
 */
import { aztecNodeConfigMappings } from "@aztec/aztec-node/config";
import { blobClientConfigMapping } from "@aztec/blob-client/client/config";
import { telemetryClientConfigMappings } from "@aztec/telemetry-client";

/** What every Node process of the container has: its environment, and what is loaded from the file of secrets. */
const environ = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== "ADMIN_KEY"));

/** Each variable with the name its value has in the configuration, and the value, as the node's parser makes it. */
function parsed(mappings) {
  return Object.entries(mappings).flatMap(([key, { env, parseEnv, nested, fallback = [] }]) => {
    if (nested) return parsed(nested);
    return [env, ...fallback]
      .filter((name) => name && environ[name] !== undefined)
      .map((name) => ({ name, key, value: parseEnv ? parseEnv(environ[name]) : environ[name] }));
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
const plain = (_name, value) => (typeof value === "bigint" ? value.toString() : value);
console.log(JSON.stringify({ environ, parsed: parsed(all), running: await running() }, plain));
