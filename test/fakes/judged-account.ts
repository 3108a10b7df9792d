/** An account that the real script looks at, with an `aws` that answers as a test says. */
import { spawnSync } from "node:child_process";
import { lookScript, readLook } from "../../remote/aws-account";
import { type AwsJudgement, judgeLook } from "../../remote/aws-judgement";
import type { OwnInstances } from "../../remote/aws-own-instance";
import type { TestFolder } from "../fixtures/folder";
import { acceptedConfig, configOf, onAws, testnet } from "../fixtures/stacks";
import { type FakeAws, writeFakeAws } from "./fake-aws";

/** The stack that is judged. */
export const STACK = "aztec-validator/aws";

/**
 * Judges an account for a stack on testnet.
 *
 * @param answers of `aws`; undefined: without the command line
 * @param values  settings of the stack
 * @param own     instances in the stack's state
 */
export function judged(
  folder: TestFolder,
  answers: FakeAws | undefined,
  values: Readonly<Record<string, unknown>> = {},
  own?: OwnInstances,
): AwsJudgement {
  const { aws } = acceptedConfig(configOf({ ...onAws(testnet), ...values })).settings;
  if (answers) writeFakeAws(folder.path, answers);
  const PATH = answers ? folder.searchPath : folder.at("no programs");
  const { stdout, status } = spawnSync("/bin/sh", ["-c", lookScript(aws)], {
    env: { PATH, TMPDIR: folder.path },
    encoding: "utf8",
  });
  return judgeLook(readLook(stdout, status ?? 1), aws, STACK, own);
}

/** Returns an instance as AWS describes it. @param tag the stack that has it */
export const instance = (type: string, cores: number, tag = "another/stack", state = "running") => ({
  InstanceId: "i-1",
  State: { Name: state },
  InstanceType: type,
  CpuOptions: { CoreCount: cores, ThreadsPerCore: 2 },
  Tags: [{ Key: "aztec-validator", Value: tag }],
});

/** Returns the answer that lists instances. */
export const running = (...all: unknown[]) => ({
  "ec2 describe-instances": { Reservations: [{ Instances: all }] },
});

/** Returns the answer for both quotas. */
export const quota = (Value: number) => ({ "service-quotas get-service-quota": { Quota: { Value } } });

/** The id of a snapshot. */
export const SNAPSHOT = "snap-0123456789abcdef0";
