/** A group of settings that is stored encrypted: its variables are not in the container's environment. */
import { expect, it } from "vitest";
import { planOf } from "../test/fixtures/plans";
import { configOf, custom, isSecret, mainnet } from "../test/fixtures/stacks";

it.each([
  ["sync.snapshotUrls", ["https://a.example.org/0123456789abcdef0123"], "SYNC_SNAPSHOTS_URLS"],
  ["blobs.fileStoreUrls", ["https://a.example.org/?access_key=0123456789"], "BLOB_FILE_STORE_URLS"],
  ["otel.tracesEndpoint", "https://a.example.org/v1/traces?api-key=0123456789", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"],
  ["blobs.archiveApiUrl", "https://a.example.org/?access_key=0123456789", "BLOB_ARCHIVE_API_URL"],
])("a key in %s is in the protected file alone", (path, value, variable) => {
  const group = path.replace(/\..*/, "");
  const { env, files } = planOf(configOf({ ...mainnet, [path]: value }), (name) => name === group || isSecret(name));
  expect(env[variable]).toBeUndefined();
  expect(JSON.stringify(env)).not.toContain("0123456789");
  const inFile = files.find((file) => file.path === "/var/lib/keys/environment")?.content ?? "";
  expect(inFile).toContain(JSON.stringify({ [variable]: String(value) }).slice(1, -1));
});

it("a key in prover.brokerUrl of an agent is in the protected file alone", () => {
  const value = "https://broker.example.org/?token=0123456789";
  const config = configOf({ ...custom("prover-agent", "5.2.0"), "prover.brokerUrl": value });
  const { env, files } = planOf(config, (name) => name === "prover" || isSecret(name));
  expect(JSON.stringify(env)).not.toContain("0123456789");
  expect(files.map(({ content }) => content)).toContain(JSON.stringify({ PROVER_BROKER_HOST: value }));
});
