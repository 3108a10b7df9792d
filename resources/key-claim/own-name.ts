/** Finds a stack in the list that `pulumi stack ls --all` prints. Pure. */

/** The full name of a stack. */
export interface StackName {
  readonly organization: string;
  readonly project: string;
  readonly stack: string;
}

/**
 * Returns the name by which a list of stacks names one. Pulumi leaves out the project if it is the current one, and then
 * the organization if it is the default one (`cloudBackendReference.String` of Pulumi 3.250.0), so another organization's
 * stack of the same name differs in its first part alone. That part may equal the project's name.
 */
export function ownName({ organization, project, stack }: StackName, listed: readonly string[]): string {
  const longest = [`${organization}/${project}/${stack}`, `${organization}/${stack}`];
  return longest.find((name) => listed.includes(name)) ?? stack;
}
