/** Looks at the AWS account before a stack registers anything. */
import { spawnSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import { lookScript, readLook } from "../remote/aws-account";
import { type AwsJudgement, judgeLook, lostText } from "../remote/aws-judgement";
import { hasTagged } from "../remote/aws-own-instance";
import { ownInstances } from "../resources/own-instances";
import type { Settings } from "../settings/schema";

/** Limit for what AWS prints, in bytes. */
const MAX_OUTPUT = 2 ** 27;
/**
 * Seconds until a second look at an account that seems to have lost the instance. AWS does not know at once, in all its places,
 * what was made: an instance that an interrupted `up` has just made would be replaced.
 */
const SECOND_LOOK = 10;

/**
 * Time limit for a look, in milliseconds: a login at AWS by another program can wait without end. Each query has two attempts of
 * 30 seconds.
 */
const TIMEOUT = 120_000;

/** What a look at the account found. */
export interface AccountLook {
  /** Number of the account; undefined if it is unknown. */
  readonly account?: string | undefined;
  /** Whether AWS has the stack's data, and no instance of the stack. */
  readonly isLost: boolean;
}

/**
 * Prints who acts in which account, and refuses what AWS would refuse after other things have been made. Synchronous, as
 * it has to end before the first resource is registered.
 *
 * @throws {pulumi.RunError} with every problem
 */
export function lookBeforePaying(
  { aws }: Pick<Settings, "aws">,
  { secondLook = SECOND_LOOK, timeout = TIMEOUT } = {},
): AccountLook {
  const first = look(aws, 0, timeout);
  const { who, account, problems, unknown, ending, lost } =
    first.lost === undefined ? first : look(aws, secondLook, timeout);
  if (who) void pulumi.log.info(`AWS: ${who}`);
  if (problems.length > 0) {
    const lines = problems.flatMap(({ message, remedy }) => [`  ${message}`, `      ${remedy}`]);
    throw new pulumi.RunError(["AWS would refuse this stack; nothing was changed.", ...lines].join("\n"));
  }
  if (ending) void pulumi.log.warn(`${ending.message}: ${ending.remedy}`);
  if (lost !== undefined) void pulumi.log.warn(lostText(lost));
  for (const reason of unknown) void pulumi.log.warn(`Not checked before anything is made: ${reason}.`);
  return { account, isLost: lost !== undefined };
}

/** @param seconds to wait before @param timeout for the queries, in milliseconds */
function look(aws: Settings["aws"], seconds: number, timeout: number): AwsJudgement {
  const script = `sleep ${seconds}\n${lookScript(aws)}`;
  const limit = { timeout: timeout + 1000 * seconds, killSignal: "SIGKILL" } as const;
  const { status, stdout } = spawnSync("sh", ["-c", script], { encoding: "utf8", maxBuffer: MAX_OUTPUT, ...limit });
  const stack = `${pulumi.getProject()}/${pulumi.getStack()}`;
  const found = readLook(stdout, status ?? 1);
  return judgeLook(found, aws, stack, hasTagged(found, stack) ? ownInstances() : undefined);
}
