/** Explains AWS's errors that an operator can do something about. Pure. */
import { setCommand } from "../settings/commands";
import type { Settings } from "../settings/schema";
import { awsCommand } from "./aws-tunnel";

interface Place {
  readonly settings: Settings["aws"];
  /** Name of the stack, for commands. */
  readonly stack: string;
}

interface Explanation {
  /** Matches an error of AWS, which has its code and its text. */
  readonly error: RegExp;
  readonly text: (place: Place) => string;
}

const aws = ({ settings }: Place) => awsCommand(settings).join(" ");

/** The explanations; the first that matches counts. Sources: "Error codes for the Amazon EC2 API", and AWS's own texts. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    error: /InsufficientInstanceCapacity/,
    text: ({ settings, stack }) =>
      `AWS has no ${settings.instanceType} left in this zone at the moment; nothing of yours is wrong. Try \`up\` again later, or choose another type: ${setCommand("aws.instanceType", "<type>", stack)}, then \`up\`. For another zone, see "Leave a zone" in docs/aws.md.`,
  },
  {
    error: /VcpuLimitExceeded/,
    text: (place) =>
      `The account's quota of vCPUs is too small. Request more, and run \`up\` again once AWS has granted it: ${aws(place)} service-quotas request-service-quota-increase --service-code ec2 --quota-code L-1216C47A --desired-value <vCPUs>`,
  },
  {
    error: /AddressLimitExceeded/,
    text: (place) =>
      `The account has all addresses of its quota. Release one, or request more: ${aws(place)} service-quotas request-service-quota-increase --service-code ec2 --quota-code L-0263D0A3 --desired-value <addresses>`,
  },
  {
    error: /PendingVerification|being validated/,
    text: () => "AWS still verifies the account for this region, mostly within minutes. Run `up` again then.",
  },
  {
    error: /OptInRequired/,
    text: () => "The account has not signed up for this service, or is not activated yet: see the AWS console.",
  },
  {
    error: /explicit deny in a service control policy/,
    text: () =>
      "The account's organization forbids it by a service control policy: no permission of this account changes that. Ask its administrators, with the line above.",
  },
  {
    error: /Encoded authorization failure message/,
    text: (place) =>
      `The login lacks a permission, or an organization's policy denies it. The long text behind "message:" says which: ${aws(place)} sts decode-authorization-message --query DecodedMessage --output text --encoded-message <text>. "explicitDeny": true is a denial. "Permissions" in docs/aws.md has the policy that suffices.`,
  },
  {
    error: /UnauthorizedOperation|AccessDenied/,
    text: () => 'The login lacks a permission: "Permissions" in docs/aws.md has the policy that suffices.',
  },
  {
    error: /RequestExpired|ExpiredToken/,
    text: () => "The login at AWS has expired. Log in again, then run the same command: it continues.",
  },
  {
    error: /VolumeModificationRateExceeded|IncorrectModificationState/,
    text: (place) =>
      `A volume can be changed again when its last change is complete, and four times in 24 hours. Run \`up\` again when this says completed: ${aws(place)} ec2 describe-volumes-modifications`,
  },
  {
    error: /Client\.(InternalError|InvalidKMSKey)|KMSKeyNotAccessible|InvalidKmsKey/i,
    text: () =>
      'The account encrypts volumes with a key of its own that this login may not use: see "A customer\'s own key" in docs/aws.md.',
  },
  {
    error: /InvalidPermission\.Duplicate/,
    text: () =>
      "The security group has this rule already: somebody has added it by hand, or it is of an adopted group. Remove it there, then run `up` again.",
  },
];

/** Returns what an error of AWS means for a stack and how to go on; undefined if AWS's own text has to do. */
export function explainAwsError(error: string, place: Place): string | undefined {
  return EXPLANATIONS.find(({ error: pattern }) => pattern.test(error))?.text(place);
}
