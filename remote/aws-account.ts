/** Looks at an AWS account by AWS's own command line: who acts, and what the account would refuse. Changes nothing. */
import { z } from "zod";
import { parseJson } from "../keys/json";
import { lastLine } from "./log-text";
import { IDENTITY_WORDS, identitySchema } from "./aws-identity";
import { subnetQueries, subnetSchemas } from "./aws-subnet";
import { type AwsAccount, awsCommand } from "./aws-tunnel";

/** The tag that names the project and the stack on all its resources. */
export const STACK_TAG = "aztec-validator";

/** Devices of root volumes: Debian's images have the first. Source: the EC2 User Guide, "Device names for volumes". */
export const ROOT_DEVICES = ["/dev/xvda", "/dev/sda1"] as const;

/** Codes of the quotas. Source: `aws service-quotas list-service-quotas --service-code ec2`. */
export const QUOTAS = { vcpus: "L-1216C47A", addresses: "L-0263D0A3" } as const;

/** States of instances that have not ended, with that of one that begins to. */
const LIVE = ["pending", "running", "stopping", "stopped", "shutting-down"] as const;

/** The queries. Each runs at the same time as the others: the command line takes half a second to start. */
const QUERIES = {
  identity: IDENTITY_WORDS,
  vcpuQuota: ["service-quotas", "get-service-quota", "--service-code", "ec2", "--quota-code", QUOTAS.vcpus],
  addressQuota: ["service-quotas", "get-service-quota", "--service-code", "ec2", "--quota-code", QUOTAS.addresses],
  instances: ["ec2", "describe-instances", "--filters", `Name=instance-state-name,Values=${LIVE.join(",")}`],
  volumes: ["ec2", "describe-volumes", "--filters", `Name=tag-key,Values=${STACK_TAG}`],
  addresses: ["ec2", "describe-addresses"],
} as const;
type OwnQuery = "offers" | "images" | "snapshots" | "subnets" | "routes";
type Query = keyof typeof QUERIES | OwnQuery;

/** Settings of a stack that need a look at the account. */
export interface AwsPlan extends AwsAccount {
  readonly instanceType: string;
  /** Image of the operator's choice. */
  readonly amiId?: string | undefined;
  /** Snapshot that a new data volume is made from. */
  readonly dataSnapshotId?: string | undefined;
  /** Subnet of the operator's choice. */
  readonly subnetId?: string | undefined;
}

/** Returns the queries about a stack's own settings. */
function ownQueries(plan: AwsPlan): Partial<Record<OwnQuery, readonly string[]>> {
  const { instanceType, amiId, dataSnapshotId, subnetId } = plan;
  const place = ["--location-type", "availability-zone", "--filters", `Name=instance-type,Values=${instanceType}`];
  const offers = ["ec2", "describe-instance-type-offerings", ...place];
  return {
    offers,
    ...(amiId ? { images: ["ec2", "describe-images", "--image-ids", amiId] } : {}),
    ...(dataSnapshotId ? { snapshots: ["ec2", "describe-snapshots", "--snapshot-ids", dataSnapshotId] } : {}),
    ...(subnetId ? subnetQueries(subnetId) : {}),
  };
}

/** Returns a script for `sh` that makes all queries, and prints the answers in sections. */
export function lookScript(account: AwsPlan): string {
  const queries = { ...QUERIES, ...ownQueries(account) };
  const limits = ["--cli-connect-timeout", "10", "--cli-read-timeout", "20", "--output", "json"];
  const commands = Object.entries(queries).map(
    ([name, words]) => `query ${name} ${[...awsCommand(account), ...words, ...limits].join(" ")} &`,
  );
  return `command -v aws >/dev/null || exit 127
export AWS_PAGER= AWS_MAX_ATTEMPTS=2
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
query() { name=$1; shift; "$@" >"$folder/$name.out" 2>"$folder/$name.err"; echo "$?" >"$folder/$name.code"; }
query version aws --version &
${commands.join("\n")}
wait
for file in "$folder"/*; do printf '\\n@%s\\n' "\${file##*/}"; cat "$file"; done
`;
}

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const quotaSchema = z.object({ Quota: z.object({ Value: z.number() }) });
const tags = z.array(z.object({ Key: z.string(), Value: z.string() })).default([]);
const instanceSchema = z.object({
  InstanceId: z.string(),
  State: z.object({ Name: z.string() }),
  InstanceType: z.string(),
  InstanceLifecycle: z.string().optional(),
  LaunchTime: z.string().default(""),
  CpuOptions: z.object({ CoreCount: z.number(), ThreadsPerCore: z.number() }).optional(),
  Tags: tags,
});
const volumeSchema = z.object({
  VolumeId: z.string(),
  Attachments: z.array(z.object({ InstanceId: z.string(), Device: z.string() })).default([]),
  Tags: tags,
});
const schemas = {
  ...subnetSchemas,
  identity: identitySchema,
  vcpuQuota: quotaSchema,
  addressQuota: quotaSchema,
  instances: z.object({ Reservations: z.array(z.object({ Instances: z.array(instanceSchema).default([]) })) }),
  volumes: z.object({ Volumes: z.array(volumeSchema) }),
  addresses: z.object({
    Addresses: z.array(
      z.object({
        AllocationId: z.string().optional(),
        InstanceId: z.string().default(""),
        NetworkInterfaceId: z.string().default(""),
        Tags: tags,
      }),
    ),
  }),
  offers: z.object({ InstanceTypeOfferings: z.array(z.object({ Location: z.string() })) }),
  images: z.object({ Images: z.array(z.object({ Architecture: z.string() })) }),
  snapshots: z.object({
    Snapshots: z.array(z.object({ State: z.string(), Progress: z.string().default(""), VolumeSize: z.number() })),
  }),
};
type Facts = { readonly [K in keyof typeof schemas]?: z.output<(typeof schemas)[K]> };

/** What AWS answered. A query without an answer is among the errors. */
export interface AwsLook extends Facts {
  /** Whether the command line is there. */
  readonly isInstalled: boolean;
  /** Of the command line: `2.15.30`. */
  readonly version?: string | undefined;
  /** Why a query has no answer, in AWS's words. */
  readonly errors: Readonly<Partial<Record<Query, string>>>;
}

/** Reads what the script printed. @param code its exit code */
export function readLook(text: string, code: number): AwsLook {
  if (code === 127) return { isInstalled: false, errors: {} };
  const answers = answersIn(text);
  const version = /aws-cli\/(\d+\.\d+\.\d+)/.exec(`${answers.version?.out ?? ""}${answers.version?.err ?? ""}`)?.[1];
  const facts: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const [name, schema] of Object.entries(schemas)) {
    const { code: failed = 1, out = "", err = "" } = answers[name] ?? {};
    const parsed = failed === 0 ? schema.safeParse(parseJson(out)) : undefined;
    if (parsed?.success) facts[name] = parsed.data;
    else errors[name] = lastLine(err) || "no answer";
  }
  return { isInstalled: true, version, errors, ...facts };
}

function answersIn(text: string): Partial<Record<string, Answer>> {
  const sections = new Map<string, string>();
  for (const part of text.split(/^@/m).slice(1)) {
    const end = part.indexOf("\n");
    sections.set(part.slice(0, end), part.slice(end + 1).trim());
  }
  const names = [...sections.keys()].filter((name) => name.endsWith(".code")).map((name) => name.slice(0, -5));
  return Object.fromEntries(
    names.map((name) => {
      const of = (kind: string) => sections.get(`${name}.${kind}`) ?? "";
      return [name, { code: Number(of("code")), out: of("out"), err: of("err") }];
    }),
  );
}
