/** Converts the data directory. */
import { SIGNING_RECORD } from "../../../settings/schema/fixed";
import type { DataLocations } from "../read/data-locations";
import type { EffectiveEnv } from "../read/effective-env";
import { hostPath } from "../read/mounts";
import type { KeyFiles } from "../read/old-files";
import { type Conversion, convert, drop, merge } from "./conversion";

/** Has `up` look for the record of what was signed, if the old data has one: a copy may fail, or a disk be missing. */
export function convertSigningRecord({ hasSigningRecord: has }: KeyFiles): Conversion {
  return has ? convert(`${SIGNING_RECORD} in the old data`, "storage.requireSigningRecord", "true") : {};
}

/** Reuses a host directory in place. Data in a volume is copied by hand, since the stack's volume has another name. */
export function convertStorage(locations: DataLocations | undefined, { vars, origins }: EffectiveEnv): Conversion {
  const from = origins.DATA_DIRECTORY ?? "DATA_DIRECTORY";
  if (!locations) {
    const isHostPath = vars.DATA_DIRECTORY?.startsWith(".");
    return isHostPath ? drop(from, "a path on the host that docker-compose.yml mounts: import that file too") : {};
  }
  const directory = locations.data && hostPath(locations.data);
  return merge([
    vars.DATA_DIRECTORY ? drop(from, "a path in the old container; the data itself is kept") : {},
    directory === undefined
      ? {}
      : {
          values: { "storage.kind": "bind", "storage.path": directory },
          converted: [{ from: `volumes ${directory}`, path: "storage.path" }],
        },
  ]);
}
