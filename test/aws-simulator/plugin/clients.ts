/** Clients of the emulator; its address and keys are in the environment, as for the real AWS. */
import { EC2Client } from "@aws-sdk/client-ec2";
import { IAMClient } from "@aws-sdk/client-iam";

const region = process.env.AWS_REGION ?? "eu-central-1";

export const ec2 = new EC2Client({ region });
export const iam = new IAMClient({ region });

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
