/**
 * Proves that a stack works with its state in an S3 bucket and its secrets encrypted by KMS, for two operators at once. An
 * emulator stands in for both services.
 *
 * Does not prove: an account's permissions, and S3's guarantee that only one of two writers creates a lock.
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
import { boto } from "../aws-simulator/ec2/boto";
import { asOperator, makeKey, startEmulator, stopWorld } from "../aws-simulator/ec2/world";

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
    // No passphrase: nothing can be encrypted without KMS.
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

/** Returns the whole content of the bucket as text. */
async function bucket(): Promise<string> {
  const objects = "s3.list_objects_v2(Bucket='state').get('Contents', [])";
  const body = "s3.get_object(Bucket='state', Key=o['Key'])['Body'].read().decode()";
  return ((await boto(`[${body} for o in ${objects}]`)) as string[]).join("\n");
}

describe("state in S3, secrets by KMS", () => {
  it("of two simultaneous ups, the lock refuses one and the other succeeds", async () => {
    const args = ["up", "--yes", "--skip-preview", "--color=never", "--stack", NAME];
    const first = stack.start(args);
    const isLocked = async () =>
      (await boto("s3.list_objects_v2(Bucket='state', Prefix='.pulumi/locks').get('KeyCount')")) === 1;
    await expect.poll(isLocked, { timeout: 60_000, interval: 100 }).toBe(true);
    const second = await stack.run(args);
    expect(second.code).not.toBe(0);
    expect(second.text).toContain("the stack is currently locked by 1 lock");
    const { exitCode, all } = await first;
    expect(exitCode, all).toBe(0);
    expect(await stack.output("nodeVersion")).toBe("4.1.2");
  });

  it("contain no key in plain text, neither in the bucket nor in the settings file", async () => {
    const state = await bucket();
    expect(state).toContain("aztec:index:NodeReady");
    const file = readFileSync(path.join(PROJECT_DIR, `Pulumi.${NAME}.yaml`), "utf8");
    expect(file).toContain("secretsprovider: awskms://alias/validator");
    for (const text of [state, file])
      expect(text.toLowerCase()).not.toContain(TEST_KEYS.attester.slice(2).toLowerCase());
  });

  it("cannot be decrypted without the KMS key", async () => {
    const { code, text } = await withEnvironment("AWS_ENDPOINT_URL_KMS", "http://127.0.0.1:9", () =>
      stack.run(["config", "get", "attesterPrivateKey", "--stack", NAME]),
    );
    expect(code).not.toBe(0);
    expect(text).toContain("KMS: Decrypt");
    expect((await stack.secretOutput("adminApiKey")).length).toBe(64);
  });
});
