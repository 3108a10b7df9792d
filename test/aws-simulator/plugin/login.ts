/**
 * Who is logged in: the operator, or somebody of another account. A test names that login in AZTEC_VALIDATOR_CLOUD_LOGIN as
 * `<account>:<access key>`; the emulator has the things of each account apart, by the key.
 */
const [account = "123456789012", accessKeyId] = process.env.AZTEC_VALIDATOR_CLOUD_LOGIN?.split(":") ?? [];

/** Number of the account. */
export const LOGIN_ACCOUNT = account;

/** Credentials for clients, if they are not those of the environment. */
export const LOGIN = accessKeyId === undefined ? {} : { credentials: { accessKeyId, secretAccessKey: "test" } };

/**
 * Refuses a login that a provider's configuration does not allow, in the AWS provider's words.
 *
 * @param allowed the provider's `allowedAccountIds`, as Pulumi writes it: a list in JSON, or nothing
 * @throws the error
 */
export function refuseLogin(allowed: unknown): void {
  if (typeof allowed !== "string") return;
  if ((JSON.parse(allowed) as string[]).includes(LOGIN_ACCOUNT)) return;
  throw new Error(`AWS account ID not allowed: ${LOGIN_ACCOUNT}`);
}
