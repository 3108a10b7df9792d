/** All of the simulated AWS: it is made, asked, and removed without a trace. */
import { rmSync } from "node:fs";
import { execa } from "execa";
import { docker } from "../../../dev/images/docker";
import { deleteAllDisks } from "./disk";
import { EMULATOR_IMAGE } from "./images";
import { cloudDir, EMULATOR, PREFIX } from "./names";
import { startNetwork } from "./network";

/** Where EC2's API answers. */
export interface World {
  readonly endpoint: string;
}

/** Begins anew: what a run that was cut off left is removed. */
export async function startWorld(): Promise<World> {
  await stopWorld();
  await startNetwork();
  return startEmulator();
}

/** The API alone. */
export async function startEmulator(): Promise<World> {
  await docker("run", "--detach", "--name", EMULATOR, "--publish", "127.0.0.1::5000", EMULATOR_IMAGE);
  const address = await docker("port", EMULATOR, "5000/tcp");
  const endpoint = `http://${address.split("\n")[0] ?? ""}`;
  await answers(endpoint);
  return { endpoint };
}

export async function stopWorld(): Promise<void> {
  for (const kind of ["container", "volume", "network"] as const) await removeAll(kind);
  await deleteAllDisks();
  rmSync(cloudDir(), { recursive: true, force: true });
}

async function removeAll(kind: "container" | "volume" | "network"): Promise<void> {
  const all = kind === "container" ? ["--all"] : [];
  const own = (await docker(kind, "ls", ...all, "--quiet", "--filter", `name=${PREFIX}-`)).split("\n").filter(Boolean);
  const words = kind === "network" ? ["rm"] : ["rm", "--force"];
  if (own.length > 0) await execa("docker", [kind, ...words, ...own]);
}

/** Waits for the emulator. @throws after 60 questions, each refused */
async function answers(endpoint: string, attempts = 60): Promise<void> {
  const response = await fetch(`${endpoint}/moto-api/`).catch(() => undefined);
  if (response?.ok) return;
  if (attempts === 0) throw new Error(`the emulator at ${endpoint} does not answer`);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await answers(endpoint, attempts - 1);
}

/** What AWS's clients need in their environment to ask the emulator. */
export function asOperator(endpoint: string): Record<string, string> {
  const keys = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: "eu-central-1" };
  return { ...keys, AWS_ENDPOINT_URL: endpoint };
}

const CLIENTS = ["ec2", "iam", "s3", "kms"];

/** Asks AWS by another client than the provider's: boto3. @param expression of Python, with a client of each service */
export async function boto(expression: string): Promise<unknown> {
  const client = (name: string) => `${name} = boto3.client("${name}", endpoint_url="http://127.0.0.1:5000")`;
  const script = ["import boto3, json", ...CLIENTS.map(client), `print(json.dumps(${expression}, default=str))`];
  const keys = ["AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_DEFAULT_REGION=eu-central-1"];
  const words = ["exec", ...keys.flatMap((key) => ["--env", key]), EMULATOR, "python3", "-c", script.join("\n")];
  return JSON.parse((await execa("docker", words)).stdout);
}

/** @returns a key of KMS, as Pulumi takes one: to open a passphrase takes each of its commands a second */
export async function makeKey(): Promise<string> {
  await boto("kms.create_alias(AliasName='alias/validator', TargetKeyId=kms.create_key()['KeyMetadata']['KeyId'])");
  return "awskms://alias/validator?region=eu-central-1";
}
