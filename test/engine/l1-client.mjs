/**
 * Runs inside a container of the node's image, with the node's own code: queries servers as the node does at its start.
 * FORMS has a list of environments; the last line of the output has, for each, whether the node could use its servers.
 */
import { createPublicClient, http } from "viem";
import { getBlobClientConfigFromEnv, HttpBlobClient } from "@aztec/blob-client/client";

/** @type {Record<string, string>[]} */
const forms = JSON.parse(process.env.FORMS ?? "[]");

/** @param {Record<string, string>} form */
async function isUsable(form) {
  const names = [
    "ETHEREUM_HOSTS",
    "L1_CONSENSUS_HOST_URLS",
    "L1_CONSENSUS_HOST_API_KEYS",
    "L1_CONSENSUS_HOST_API_KEY_HEADERS",
  ];
  for (const name of names) delete process.env[name];
  Object.assign(process.env, form);
  const { ETHEREUM_HOSTS } = form;
  if (ETHEREUM_HOSTS) await createPublicClient({ transport: http(ETHEREUM_HOSTS, { retryCount: 0 }) }).getChainId();
  else await new HttpBlobClient(getBlobClientConfigFromEnv()).testSources();
}

const usable = [];
for (const form of forms)
  usable.push(
    await isUsable(form).then(
      () => true,
      () => false,
    ),
  );
console.log(JSON.stringify({ usable }));
