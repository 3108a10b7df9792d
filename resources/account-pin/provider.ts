import type { Provider } from "@pulumi/pulumi/provider";
import { accountIn, identityCommand } from "../../remote/aws-identity";
import { execute } from "../../remote/command";
import { lastLine } from "../../remote/log-text";
import { setCommand, stackOption } from "../../settings/commands";
import { keepState } from "../keep-state";
import { stackOfUrn } from "../names";
import { accountPinInputs } from "./inputs";

/** Time limit for the query of the account, in milliseconds. */
const TIMEOUT = 30_000;

/** `aztec:index:AccountPin`: keeps the account of the first login, and refuses the login of another one. */
export const accountPin = {
  diff: (_id: string, urn: string, olds: unknown, news: unknown) => {
    const [before, now] = [accountPinInputs.parse(olds), accountPinInputs.parse(news)];
    refuseOther(before.account, now.account, urn);
    const isNew = before.account === "" && now.account !== "";
    return Promise.resolve({ changes: isNew || JSON.stringify(now.aws) !== JSON.stringify(before.aws) });
  },
  create: (_urn: string, news: unknown) => Promise.resolve({ id: "account", outs: accountPinInputs.parse(news) }),
  update: (_id: string, _urn: string, olds: unknown, news: unknown) => {
    const { account, aws } = accountPinInputs.parse(news);
    return Promise.resolve({ outs: { account: account || accountPinInputs.parse(olds).account, aws } });
  },
  read: keepState,
  /** Throws before anything else is deleted: what is on the host would leave the state before AWS's provider refuses. */
  delete: async (_id: string, urn: string, props: unknown) => {
    const { account, aws } = accountPinInputs.parse(props);
    if (account === "") return;
    const answer = await execute(identityCommand(aws), TIMEOUT);
    // Without the command line, AWS's provider still refuses.
    if (/\bENOENT\b/.test(answer.stderr)) return;
    const present = accountIn(answer);
    if (present === undefined) throw new Error(unknownText(account, lastLine(answer.stderr), urn));
    refuseOther(account, present, urn);
  },
} satisfies Provider;

/** @throws if both are known, and are not the same */
function refuseOther(pinned: string, account: string, urn: string): void {
  if (pinned === "" || account === "" || account === pinned) return;
  throw new Error(
    [
      `This stack is in the AWS account ${pinned}, and the login is of ${account}. Nothing on AWS was changed: there the stack`,
      `would be made a second time, or forgotten. Log in to ${pinned}, or choose its profile:`,
      `  ${setCommand("aws.profile", "<profile>", stackOfUrn(urn))}`,
    ].join("\n"),
  );
}

function unknownText(pinned: string, reason: string, urn: string): string {
  return [
    `It is unknown whether the login is of the stack's AWS account ${pinned}: ${reason}`,
    "Another account knows nothing of the stack, and the state would forget it. So nothing was removed. Log in, then repeat",
    "the command; to see who you are: aws sts get-caller-identity",
    `Without this check: pulumi state delete '${urn}'${stackOption(stackOfUrn(urn))}`,
  ].join("\n");
}
