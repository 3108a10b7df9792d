/** Settings that are right, and of no use to the stack's role or release. */
import { knownReleases } from "../../../settings/release";
import { type Variable, variables } from "../../../settings/variables";
import { roles } from "../../../settings/variables/row";
import { samples } from "../samples";
import { custom, isUsable } from "../stacks";
import type { Wrong } from "./wrong";

/** Every setting that is for some roles, given to each of the others. */
export const ofOtherRoles: readonly Wrong[] = variables.flatMap((variable) =>
  roles
    .filter((role) => variable.roles && !variable.roles.includes(role))
    .map((role) => ({
      name: `${variable.path} for a ${role}`,
      values: { ...custom(role, "5.2.0"), ...sampleOf(variable) },
      path: variable.path,
    })),
);

/** Every setting that some releases do not read, given to the oldest and the newest of them. */
export const ofOtherReleases: readonly Wrong[] = variables.flatMap((variable) => {
  const role = variable.roles?.[0] ?? "full-node";
  const unread = knownReleases().filter((release) => !isUsable(variable, role, release));
  return [...new Set([unread.at(0), unread.at(-1)])].flatMap((release) => {
    if (!release) return [];
    const values = { ...custom(role, release), ...sampleOf(variable) };
    return [{ name: `${variable.path} for ${release}`, values, path: variable.path }];
  });
});

function sampleOf({ path }: Variable): Record<string, unknown> {
  return { [path]: samples[path] };
}
