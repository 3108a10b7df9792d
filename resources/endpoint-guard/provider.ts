import type { Provider } from "@pulumi/pulumi/provider";
import { setCommand, stackOption } from "../../settings/commands";
import { keepState } from "../keep-state";
import { stackOfUrn } from "../names";
import { otherUsers, ownedEndpoint } from "../../remote/endpoint-users";

/** `aztec:index:EndpointGuard`: refuses its deletion while others use the stack's endpoint. It creates nothing. */
export const endpointGuard = {
  diff: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    // In a preview, the security group can be unknown.
    const now = ownedEndpoint.safeParse(news).data;
    return Promise.resolve({ changes: JSON.stringify(now) !== JSON.stringify(ownedEndpoint.parse(olds)) });
  },
  create: (_urn: string, news: unknown) => {
    const inputs = ownedEndpoint.parse(news);
    return Promise.resolve({ id: inputs.groupId, outs: inputs });
  },
  update: (_id: string, _urn: string, _olds: unknown, news: unknown) =>
    Promise.resolve({ outs: ownedEndpoint.parse(news) }),
  read: keepState,
  delete: async (_id: string, urn: string, props: unknown) => {
    const users = await otherUsers(ownedEndpoint.parse(props)).catch((error: unknown) => {
      throw new Error(unknownText(error instanceof Error ? error.message : String(error), urn), { cause: error });
    });
    if (users.length > 0) throw new Error(usedText(users, urn));
  },
} satisfies Provider;

function usedText(users: readonly string[], urn: string): string {
  return [
    "This stack has made the EC2 Instance Connect Endpoint of its VPC, and others are reached through it. Without it nobody",
    "could log in to their hosts, and AWS allows one endpoint in a VPC. So nothing was removed. It is used by:",
    ...users.map((user) => `  ${user}`),
    `Destroy those first, or set SSH without the endpoint for each: ${setCommand("aws.access", "ssh", "<stack>")}, with aws.sshSources, and up.`,
    "If the endpoint itself stays (`destroy --target`), or to remove it all the same, remove this guard, and repeat the",
    `command; the next \`up\` makes the guard again: pulumi state delete '${urn}'${stackOption(stackOfUrn(urn))}`,
  ].join("\n");
}

function unknownText(reason: string, urn: string): string {
  return [
    `It is unknown whether others are reached through this stack's EC2 Instance Connect Endpoint: ${reason}`,
    "Without the endpoint nobody could log in to their hosts. So nothing was removed. Log in, then repeat the command; to",
    "see who you are: aws sts get-caller-identity",
    `To remove the endpoint without this check: pulumi state delete '${urn}'${stackOption(stackOfUrn(urn))}`,
  ].join("\n");
}
