/** The login at AWS, as AWS's own command line prints it. Pure. */
import { z } from "zod";
import { parseJson } from "../keys/json";

/** Words of the command that prints who is logged in, after those of the account. */
export const IDENTITY_WORDS = ["sts", "get-caller-identity"] as const;

export const identitySchema = z.object({ Account: z.string(), Arn: z.string() });

/** Returns the command that prints who is logged in. @param aws first words of the account's commands */
export function identityCommand(aws: readonly string[]): string[] {
  return [...aws, ...IDENTITY_WORDS, "--output", "json"];
}

/** Reads the account that {@link identityCommand} printed. @returns undefined if AWS did not answer */
export function accountIn({ code, stdout }: { readonly code: number; readonly stdout: string }): string | undefined {
  return code === 0 ? identitySchema.pick({ Account: true }).safeParse(parseJson(stdout)).data?.Account : undefined;
}
