/**
 * The policies of AWS's Data Lifecycle Manager, carried out when a test lets time pass.
 *
 * It differs from AWS: a snapshot is made exactly at its time and not within the hour after, and is complete at once. Only
 * schedules with an interval in hours and a count to retain are known.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { makeSnapshot } from "./data-volume";
import { cloudDir } from "./names";
import { boto } from "./boto";

const HOUR = 3_600_000;

const schedule = z.object({
  name: z.string(),
  copyTags: z.boolean().default(false),
  createRule: z.object({ interval: z.number(), intervalUnit: z.literal("HOURS"), times: z.string() }),
  retainRule: z.object({ count: z.number() }),
});
export type Schedule = z.output<typeof schedule>;
const policySchema = z.object({
  executionRoleArn: z.string(),
  policyDetails: z.object({
    resourceTypes: z.tuple([z.literal("VOLUME")]),
    targetTags: z.record(z.string(), z.string()),
    schedules: z.array(schedule).min(1),
  }),
});
type Policy = z.output<typeof policySchema>;

const FOLDER = cloudDir("policies");
const fileOf = (id: string) => path.join(FOLDER, `${id}.json`);

/** Stores a policy. @throws if it is not one that the simulated AWS can carry out */
export function storePolicy(id: string, inputs: unknown): void {
  const policy = policySchema.parse(inputs);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(fileOf(id), JSON.stringify(policy));
}

export const hasPolicy = (id: string) => existsSync(fileOf(id));

export function removePolicy(id: string): void {
  rmSync(fileOf(id), { force: true });
}

function policies(): { id: string; policy: Policy }[] {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
  return files.map((file) => ({
    id: file.replace(/\.json$/, ""),
    policy: policySchema.parse(JSON.parse(readFileSync(path.join(FOLDER, file), "utf8"))),
  }));
}

/** Returns how often a schedule is due after one moment and up to another. */
export function timesDue({ createRule: { interval, times } }: Schedule, from: Date, to: Date): number {
  const first = Date.parse(`${from.toISOString().slice(0, 10)}T${times}:00.000Z`) - 24 * HOUR;
  const upTo = (moment: Date) => Math.floor((moment.getTime() - first) / (interval * HOUR));
  return upTo(to) - upTo(from);
}

const volumeSchema = z.array(
  z.object({
    VolumeId: z.string(),
    Tags: z.array(z.object({ Key: z.string(), Value: z.string() })),
    Attachments: z.array(z.object({ InstanceId: z.string() })),
  }),
);

/** Lets time pass: makes the snapshots that are due, and deletes those that are too many. */
export async function passTime(from: Date, to: Date): Promise<void> {
  for (const { id, policy } of policies()) {
    for (const one of policy.policyDetails.schedules) {
      for (let due = timesDue(one, from, to); due > 0; due -= 1) await carryOut(id, policy, one);
    }
  }
}

async function carryOut(id: string, { policyDetails }: Policy, one: Schedule): Promise<void> {
  const filters = Object.entries(policyDetails.targetTags).map(([Name, Value]) => ({
    Name: `tag:${Name}`,
    Values: [Value],
  }));
  const volumes = volumeSchema.parse(await boto(`ec2.describe_volumes(Filters=${JSON.stringify(filters)})['Volumes']`));
  for (const { VolumeId, Tags, Attachments } of volumes) {
    const own = [
      { Key: "dlm:managed", Value: "true" },
      { Key: "aws:dlm:lifecycle-policy-id", Value: id },
      { Key: "aws:dlm:lifecycle-schedule-name", Value: one.name },
    ];
    await makeSnapshot(VolumeId, Attachments[0]?.InstanceId, [...(one.copyTags ? Tags : []), ...own]);
    const all = await snapshotsOf(id, VolumeId);
    for (const old of all.slice(0, -one.retainRule.count))
      await boto(`ec2.delete_snapshot(SnapshotId='${old}')['ResponseMetadata']['HTTPStatusCode']`);
  }
}

/** Returns the snapshots of a volume by a policy, the oldest first. */
async function snapshotsOf(policy: string, volume: string): Promise<string[]> {
  const filters = `[{'Name': 'tag:aws:dlm:lifecycle-policy-id', 'Values': ['${policy}']}, {'Name': 'volume-id', 'Values': ['${volume}']}]`;
  const all = `sorted(ec2.describe_snapshots(Filters=${filters})['Snapshots'], key=lambda s: s['StartTime'])`;
  return z.array(z.string()).parse(await boto(`[s['SnapshotId'] for s in ${all}]`));
}
