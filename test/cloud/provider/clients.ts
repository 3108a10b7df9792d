/** Clients of the emulator: its address and keys come from the environment, as with any AWS. */
import { EC2Client } from "@aws-sdk/client-ec2";
import { IAMClient } from "@aws-sdk/client-iam";
import { configuration } from "./configuration";

const clients = new Map<string, EC2Client>();

/** EC2 in the region that the provider is configured with. */
export function ec2(): EC2Client {
  const { region } = configuration();
  const client = clients.get(region) ?? new EC2Client({ region });
  clients.set(region, client);
  return client;
}

let iamClient: IAMClient | undefined;

/** IAM, which has no regions. */
export function iam(): IAMClient {
  return (iamClient ??= new IAMClient({ region: configuration().region }));
}

/** The answer, or undefined if the thing asked for is not there. @throws any other error */
export async function found<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof Error && /NotFound|NoSuchEntity/.test(error.name)) return undefined;
    throw error;
  }
}

/** A request failed as AWS would have let it fail, where the emulator does not. */
export function refusal(code: string, message: string): Error {
  return new Error(`${code}: ${message}`);
}
