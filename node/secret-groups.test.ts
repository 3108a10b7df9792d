/** A group of settings that is stored encrypted: its variables are not in the container's environment. */
import { expect, it } from "vitest";
import { planOf } from "../test/fixtures/plans";
import { configOf, isSecret, mainnet } from "../test/fixtures/stacks";

it.each([
  ["sync.snapshotUrls", ["https://a.example.org/0123456789abcdef0123"], "SYNC_SNAPSHOTS_URLS"],
  ["blobs.fileStoreUrls", ["https://a.example.org/?access_key=0123456789"], "BLOB_FILE_STORE_URLS"],
  ["otel.tracesEndpoint", "https://a.example.org/v1/traces?api-key=0123456789", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"],
])("a key in %s is in the protected file alone", (path, value, variable) => {
  const group = path.replace(/\..*/, "");
  const { env, files } = planOf(configOf({ ...mainnet, [path]: value }), (name) => name === group || isSecret(name));
  expect(env[variable]).toBeUndefined();
  expect(JSON.stringify(env)).not.toContain("0123456789");
  const inFile = files.find((file) => file.path === "/var/lib/keys/environment")?.content ?? "";
  expect(inFile).toContain(JSON.stringify({ [variable]: String(value) }).slice(1, -1));
});
