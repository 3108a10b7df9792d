/** The arguments of the simulated `aws`. */
import { parseArgs } from "node:util";

export const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    region: { type: "string" },
    profile: { type: "string" },
    filters: { type: "string" },
    query: { type: "string" },
    output: { type: "string" },
    "image-ids": { type: "string" },
    "snapshot-ids": { type: "string" },
    "subnet-ids": { type: "string" },
    "instance-id": { type: "string" },
    "instance-ids": { type: "string" },
    resources: { type: "string" },
    tags: { type: "string" },
    version: { type: "boolean" },
    "location-type": { type: "string" },
    "service-code": { type: "string" },
    "quota-code": { type: "string" },
    "cli-connect-timeout": { type: "string" },
    "cli-read-timeout": { type: "string" },
  },
});
