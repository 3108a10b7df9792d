/** Removes what Docker has under the names of tests. */
import { execa } from "execa";
import { docker } from "../dev/images/docker";
import { PROJECT_NAME } from "../pulumi/dev-stack";
import { FAMILY } from "./aws-simulator/ec2/names";

/** How the names of all tests' containers begin. No other stack is called `test-…` or `dev-test-…`. */
export const TEST_NAMES = [`${PROJECT_NAME}-test-`, `${PROJECT_NAME}-dev-test-`, `${FAMILY}-`] as const;

/** Removes all containers, volumes and networks whose names contain one of these texts. */
export async function removeNamed(...names: readonly string[]): Promise<void> {
  const filters = names.flatMap((name) => ["--filter", `name=${name}`]);
  for (const kind of ["container", "volume", "network"] as const) {
    const all = kind === "container" ? ["--all"] : [];
    const found = (await docker(kind, "ls", ...all, "--quiet", ...filters)).split("\n").filter(Boolean);
    const args = kind === "network" ? ["rm"] : ["rm", "--force"];
    if (found.length > 0) await execa("docker", [kind, ...args, ...found]);
  }
}

/**
 * Removes the stacks and simulated machines that interrupted tests left, in this folder or in another: their containers
 * restart with the engine and occupy the ports of the tests.
 */
export async function removeRemains(): Promise<void> {
  await removeNamed(...TEST_NAMES);
}
