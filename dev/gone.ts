/** Finds out whether somebody has stopped or removed a container of a development stack. */
import { z } from "zod";
import { type DockerRunner, saysNoContainer } from "../remote/docker";

const outputsSchema = z.object({ containerName: z.string().optional() });

/**
 * Returns the option that has Pulumi look at the real resources first, if a container does not run: for Pulumi alone it
 * still does, and `up` would not make another one.
 *
 * @param outputs what `pulumi stack output --json` prints
 * @param hasOwnChain whether the stack has an L1 of its own
 */
export async function refreshOption(outputs: string, hasOwnChain: boolean, docker: DockerRunner): Promise<string[]> {
  const { containerName: node } = outputsSchema.parse(JSON.parse(outputs));
  if (node === undefined) return [];
  const containers = [node, ...(hasOwnChain ? [`${node}-l1`] : [])];
  const { code, text } = await docker(["container", "inspect", "--format", "{{.State.Running}}", ...containers]);
  const isGone = code !== 0 && saysNoContainer(text);
  return isGone || text.split("\n").includes("false") ? ["--refresh"] : [];
}
