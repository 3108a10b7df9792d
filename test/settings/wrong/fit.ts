/** Settings that are right, and of no use to the stack's role or release. */
import { knownReleases } from "../../../settings/releases/release";
import { type Variable, variables } from "../../../settings/variables";
import { hostKinds, roles } from "../../../settings/schema/row";
import { samples } from "../samples";
import { custom, hosting, isUsable, onAws, onServer } from "../stacks";
import type { Wrong } from "./wrong";

/** Every setting that is for some roles, given to each of the others. */
export const ofOtherRoles: readonly Wrong[] = variables.flatMap((variable) =>
  roles
    .filter((role) => variable.roles && !variable.roles.includes(role))
    .map((role) => ({
      name: `${variable.path} for a ${role}`,
      values: { ...hosting(variable, custom(role, "5.2.0")), ...sampleOf(variable) },
      path: variable.path,
    })),
);

/** Every setting that some releases do not read, given to the oldest and the newest of them. */
export const ofOtherReleases: readonly Wrong[] = variables.flatMap((variable) => {
  const role = variable.roles?.[0] ?? "full-node";
  const unread = knownReleases().filter((release) => !isUsable(variable, role, release));
  return [...new Set([unread.at(0), unread.at(-1)])].flatMap((release) => {
    if (!release) return [];
    const values = { ...hosting(variable, custom(role, release)), ...sampleOf(variable) };
    return [{ name: `${variable.path} for ${release}`, values, path: variable.path }];
  });
});

/** Every setting that is for some kinds of host, given to each of the others. */
export const ofOtherHosts: readonly Wrong[] = variables.flatMap((variable) =>
  hostKinds
    .filter((kind) => variable.hosts && !variable.hosts.includes(kind))
    .map((kind) => {
      const base = custom("full-node", "5.2.0");
      const values = { local: base, ssh: onServer(base), aws: onAws(base) }[kind];
      return { name: `${variable.path} on ${kind}`, values: { ...values, ...sampleOf(variable) }, path: variable.path };
    }),
);

function sampleOf({ path }: Variable): Record<string, unknown> {
  return { [path]: samples[path] };
}
