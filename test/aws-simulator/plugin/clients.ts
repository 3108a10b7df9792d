/** Clients of the emulator; its address and keys are in the environment, as for the real AWS. */
import { EC2Client, EC2ServiceException } from "@aws-sdk/client-ec2";
import { IAMClient } from "@aws-sdk/client-iam";
import path from "node:path";
import { injectFaults } from "./faults";
import { makeLate, makeLateIam } from "./late";
import { LOGIN } from "./login";
import { callsOf, permit } from "./permissions";

/** Tries of a call that AWS throttles: as many as the AWS provider makes. */
const ATTEMPTS = 25;

const region = process.env.AWS_REGION ?? "eu-central-1";

/** The program that asks: AWS's command line, or the provider. */
const WHO = path.basename(process.argv[1] ?? "");

/** The cloud's own view, for the simulator's work: it knows everything at once, and needs no permission. */
export const inside = new EC2Client({ region, ...LOGIN });
export const insideIam = new IAMClient({ region, ...LOGIN });

/** The client of the operator's programs. */
export const ec2 = new EC2Client({ region, maxAttempts: ATTEMPTS, ...LOGIN });
injectFaults(ec2);
export const iam = new IAMClient({ region, ...LOGIN });

ec2.middlewareStack.add(
  (next, { commandName }) =>
    async (args) => {
      permit(...callsOf("ec2", operationOf(commandName), args.input));
      return next(args);
    },
  { step: "initialize" },
);
iam.middlewareStack.add(
  (next, { commandName }) =>
    async (args) => {
      permit(...callsOf("iam", operationOf(commandName), args.input));
      return next(args);
    },
  { step: "initialize" },
);

makeLate(ec2, WHO);
makeLateIam(iam, WHO);

const operationOf = (commandName = "") => commandName.replace(/Command$/, "");

/** Returns the result; undefined if the object does not exist. @throws any other error */
export async function found<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof Error && /NotFound|NoSuchEntity|does not exist/.test(`${error.name} ${error.message}`)) return;
    throw error;
  }
}

/** Returns a field that AWS always sets. @throws if the emulator leaves it out */
export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the emulator did not tell ${what}`);
  return value;
}

/** @throws AWS's error, if there is one */
export function refused(refusal: string | undefined): void {
  if (refusal !== undefined) throw new Error(refusal);
}

/** Returns an error in the words of the AWS provider, which name the error's code. */
export function asProvider(error: unknown): Error {
  if (error instanceof EC2ServiceException)
    return new Error(
      `operation error EC2, https response error StatusCode: 400, api error ${error.name}: ${error.message}`,
    );
  return error instanceof Error ? error : new Error(String(error));
}

/** Milliseconds between two queries of an object that AWS does not know yet. */
const PAUSE = 200;
/** Queries until the provider gives up. */
const QUERIES = 100;

/**
 * Makes a request until AWS knows what it needs, as the AWS provider does: it waits for what it has made, and repeats what
 * an object of IAM is late for.
 *
 * @param isLateError whether an error may pass
 */
export async function whenKnown<T>(
  request: () => Promise<T>,
  isLateError: (text: string) => boolean = isMissing,
): Promise<T> {
  for (let query = 1; ; query += 1) {
    try {
      return await request();
    } catch (error) {
      const text = error instanceof Error ? `${error.name}: ${error.message}` : "";
      if (query >= QUERIES || !isLateError(text)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

const isMissing = (text: string) => /NotFound|NoSuchEntity/.test(text);
