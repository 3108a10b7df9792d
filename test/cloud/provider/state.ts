/** What the emulator cannot hold, in a file that ends with the emulator. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";

const endpointSchema = z.object({
  subnetId: z.string(),
  vpcId: z.string(),
  availabilityZone: z.string(),
  securityGroupIds: z.array(z.string()),
  preserveClientIp: z.boolean(),
  ipAddressType: z.string(),
  tags: z.record(z.string(), z.string()),
});

const stateSchema = z.object({
  /** How many Elastic IPs there have been: none is given out twice. */
  allocations: z.number().default(0),
  /** EC2 Instance Connect Endpoints by id. */
  endpoints: z.record(z.string(), endpointSchema).default({}),
});

type State = z.output<typeof stateSchema>;
/** An EC2 Instance Connect Endpoint. */
export type Endpoint = z.output<typeof endpointSchema>;

/** @throws if no file is named, or it holds something else */
export function readState(): State {
  return stateSchema.parse(existsSync(file()) ? JSON.parse(readFileSync(file(), "utf8")) : {});
}

/** Reads, changes and writes in one go. @returns what the change returns @throws as `readState` does */
export function changeState<T>(change: (state: State) => T): T {
  const state = readState();
  const result = change(state);
  const next = `${file()}.${process.pid}`;
  writeFileSync(next, JSON.stringify(state, undefined, 2));
  renameSync(next, file());
  return result;
}

function file(): string {
  const name = process.env.AZTEC_VALIDATOR_CLOUD_STATE;
  if (!name) throw new Error("AZTEC_VALIDATOR_CLOUD_STATE names no file");
  return name;
}
