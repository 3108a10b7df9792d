import { z } from "zod";
import { runPulumi } from "./run-pulumi";

const whoamiSchema = z.object({ url: z.string().optional() });

/** The backend that the operator is logged in to, or why Pulumi does not name it. */
export interface Login {
  /** URL of the backend. */
  readonly url?: string | undefined;
  /** What Pulumi printed when it failed. */
  readonly failure?: string;
}

/** Queries Pulumi for the backend that the operator is logged in to. @param env of Pulumi's command line */
export async function whoami(env: Readonly<Record<string, string>>): Promise<Login> {
  const { failed, stdout, text } = await runPulumi(["whoami", "--json", "--non-interactive"], { env });
  return failed ? { failure: text } : { url: whoamiSchema.parse(JSON.parse(stdout)).url };
}
