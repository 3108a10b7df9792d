/**
 * State in a bucket of S3 and secrets by a key of KMS, as on an account: both are an emulator's. Two operators have one
 * stack there.
 *
 * What this does not prove: the account's rights, and S3's own promise that of two who write a lock one is the first.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROJECT_DIR } from "../../pulumi/dev-stack";
import { onChain, startChain, stopChain } from "../engine/own-chain";
import { OwnStack } from "../engine/own-stack";
import { TEST_KEYS } from "../fixtures/samples";
import { withEnvironment } from "./cloud-stack";
import { ensureCloudImages } from "../aws-simulator/ec2/images";
import { asOperator, boto, makeKey, startEmulator, stopWorld } from "../aws-simulator/ec2/world";

const NAME = "test-backend";
let stack: OwnStack;

beforeAll(async () => {
  await ensureCloudImages();
  await stopWorld();
  const { endpoint } = await startEmulator();
  await startChain();
  await boto("s3.create_bucket(Bucket='state', CreateBucketConfiguration={'LocationConstraint': 'eu-central-1'})");
  stack = new OwnStack(NAME, {
    ...asOperator(endpoint),
    PULUMI_BACKEND_URL: `s3://state?region=eu-central-1&endpoint=${endpoint}&s3ForcePathStyle=true`,
    // There is no passphrase that anything could be encrypted with.
    PULUMI_CONFIG_PASSPHRASE: "",
  });
  await stack.init(await makeKey());
  await stack.configure(onChain());
});

afterAll(async () => {
  await stack.remove();
  await stopChain();
  await stopWorld();
});

/** All that is in the bucket, as text. */
async function bucket(): Promise<string> {
  const objects = "s3.list_objects_v2(Bucket='state').get('Contents', [])";
  const body = "s3.get_object(Bucket='state', Key=o['Key'])['Body'].read().decode()";
  return ((await boto(`[${body} for o in ${objects}]`)) as string[]).join("\n");
}

describe("state in S3, secrets by KMS", () => {
  it("of two who run up at once, one is kept out by the lock, and the other is done", async () => {
    const words = ["up", "--yes", "--skip-preview", "--color=never", "--stack", NAME];
    const first = stack.start(words);
    const isLocked = async () =>
      (await boto("s3.list_objects_v2(Bucket='state', Prefix='.pulumi/locks').get('KeyCount')")) === 1;
    await expect.poll(isLocked, { timeout: 60_000, interval: 100 }).toBe(true);
    const second = await stack.run(words);
    expect(second.code).not.toBe(0);
    expect(second.text).toContain("the stack is currently locked by 1 lock");
    const { exitCode, all } = await first;
    expect(exitCode, all).toBe(0);
    expect(await stack.output("nodeVersion")).toBe("4.1.2");
  });

  it("has no key in clear, neither in the bucket nor in the stack's file", async () => {
    const state = await bucket();
    expect(state).toContain("aztec:index:NodeReady");
    const file = readFileSync(path.join(PROJECT_DIR, `Pulumi.${NAME}.yaml`), "utf8");
    expect(file).toContain("secretsprovider: awskms://alias/validator");
    for (const text of [state, file])
      expect(text.toLowerCase()).not.toContain(TEST_KEYS.attester.slice(2).toLowerCase());
  });

  it("cannot be opened without the key", async () => {
    const { code, text } = await withEnvironment("AWS_ENDPOINT_URL_KMS", "http://127.0.0.1:9", () =>
      stack.run(["config", "get", "attesterPrivateKey", "--stack", NAME]),
    );
    expect(code).not.toBe(0);
    expect(text).toContain("KMS: Decrypt");
    expect((await stack.secretOutput("adminApiKey")).length).toBe(64);
  });
});
