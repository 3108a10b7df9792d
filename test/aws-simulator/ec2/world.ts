/** Creates, queries and removes the simulated AWS as a whole. */
import { rmSync } from "node:fs";
import { docker } from "../../../dev/images/docker";
import { boto, endBoto } from "./boto";
import { deleteAllDisks } from "./disk";
import { EMULATOR_IMAGE } from "./images";
import { cloudDir, EMULATOR, PREFIX } from "./names";
import { startNetwork } from "./network";
import { removeNamed } from "../../remove-named";

/** URL of EC2's API. */
export interface World {
  readonly endpoint: string;
}

/** Creates it, after removing the remains of an interrupted run. */
export async function startWorld(): Promise<World> {
  await stopWorld();
  await startNetwork();
  return startEmulator();
}

/** Has the emulator know AWS's own policies. */
const POLICIES = ["--env", "MOTO_IAM_LOAD_MANAGED_POLICIES=true"];

/** Starts the API alone. */
export async function startEmulator(): Promise<World> {
  await docker("run", "--detach", "--name", EMULATOR, "--publish", "127.0.0.1::5000", ...POLICIES, EMULATOR_IMAGE);
  const address = await docker("port", EMULATOR, "5000/tcp");
  const endpoint = `http://${address.split("\n")[0] ?? ""}`;
  await answers(endpoint);
  await makePublic();
  return { endpoint };
}

/** Gives the default VPC its internet gateway, which AWS has there and the emulator has not. */
async function makePublic(): Promise<void> {
  const gateway = "ec2.create_internet_gateway()['InternetGateway']['InternetGatewayId']";
  const vpc = "ec2.describe_vpcs()['Vpcs'][0]['VpcId']";
  const main = "ec2.describe_route_tables(Filters=[{'Name': 'association.main', 'Values': ['true']}])";
  const table = `${main}['RouteTables'][0]['RouteTableId']`;
  const attach = `ec2.attach_internet_gateway(InternetGatewayId=g, VpcId=${vpc})`;
  const route = `ec2.create_route(RouteTableId=${table}, DestinationCidrBlock='0.0.0.0/0', GatewayId=g)`;
  await boto(`[[${attach}, ${route}] for g in [${gateway}]]`);
}

export async function stopWorld(): Promise<void> {
  await endBoto();
  await removeNamed(`${PREFIX}-`);
  await deleteAllDisks();
  rmSync(cloudDir(), { recursive: true, force: true });
}

/** Waits for the emulator. @throws after 60 refused requests */
async function answers(endpoint: string, attempts = 60): Promise<void> {
  const response = await fetch(`${endpoint}/moto-api/`).catch(() => undefined);
  if (response?.ok) return;
  if (attempts === 0) throw new Error(`the emulator at ${endpoint} does not answer`);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await answers(endpoint, attempts - 1);
}

/** Returns the environment in which AWS clients use the emulator. */
export function asOperator(endpoint: string): Record<string, string> {
  const keys = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test", AWS_REGION: "eu-central-1" };
  return { ...keys, AWS_ENDPOINT_URL: endpoint };
}

/** Creates a KMS key as a Pulumi secrets provider: a passphrase would cost each command a second. */
export async function makeKey(): Promise<string> {
  await boto("kms.create_alias(AliasName='alias/validator', TargetKeyId=kms.create_key()['KeyMetadata']['KeyId'])");
  return "awskms://alias/validator?region=eu-central-1";
}
