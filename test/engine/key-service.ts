/**
 * KMS of an emulated AWS, once for all lanes: for stacks whose passphrase is not under test. To derive a
 * key from a passphrase takes each of Pulumi's commands half a second of CPU.
 */
import type { TestProject } from "vitest/node";
import { ensureEngine } from "../../dev/docker-engine/engine";
import { ensureCloudImages } from "../aws-simulator/ec2/images";
import { asOperator, makeKey, startEmulator, stopWorld } from "../aws-simulator/ec2/world";

export interface KeyService {
  /** As `pulumi stack init --secrets-provider` takes it. */
  readonly provider: string;
  /** The environment by which Pulumi finds the key. */
  readonly environment: Readonly<Record<string, string>>;
}

declare module "vitest" {
  interface ProvidedContext {
    keyService: KeyService;
  }
}

/** Before all tests of a project; what it returns, after them. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await ensureEngine();
  await ensureCloudImages();
  await stopWorld();
  const { endpoint } = await startEmulator();
  provide("keyService", { provider: await makeKey(), environment: asOperator(endpoint) });
  return stopWorld;
}
