/**
 * What AWS answers about objects that were made a moment ago: it is eventually consistent. Each of the operator's programs
 * misses them in its first queries: one for an id gets `NotFound`, one for a list an incomplete list. Sources: the EC2 API
 * Reference, "Eventual consistency" and "Error codes"; the IAM User Guide, "Changes that I make are not always immediately
 * visible".
 *
 * It differs from AWS: it misses each object, equally long. Objects of another client than this one are known at once.
 */
import { type EC2Client, EC2ServiceException } from "@aws-sdk/client-ec2";
import { type IAMClient, IAMServiceException } from "@aws-sdk/client-iam";
import { isLate, noteMade } from "../ec2/unknown-yet";

/** The errors for an id, by its kind. */
const ERRORS: Readonly<Record<string, { readonly code: string; readonly text: (id: string) => string }>> = {
  i: { code: "InvalidInstanceID.NotFound", text: (id) => `The instance ID '${id}' does not exist` },
  vol: { code: "InvalidVolume.NotFound", text: (id) => `The volume '${id}' does not exist.` },
  sg: { code: "InvalidGroup.NotFound", text: (id) => `The security group '${id}' does not exist` },
  sgr: {
    code: "InvalidSecurityGroupRuleId.NotFound",
    text: (id) => `The security group rule ID '${id}' does not exist`,
  },
  subnet: { code: "InvalidSubnetID.NotFound", text: (id) => `The subnet ID '${id}' does not exist` },
  eni: { code: "InvalidNetworkInterfaceID.NotFound", text: (id) => `The networkInterface ID '${id}' does not exist` },
  snap: { code: "InvalidSnapshot.NotFound", text: (id) => `The snapshot '${id}' does not exist.` },
  eipalloc: { code: "InvalidAllocationID.NotFound", text: (id) => `The allocation ID '${id}' does not exist` },
};
const ID = new RegExp(`^(${Object.keys(ERRORS).join("|")})-[0-9a-f]{8,17}$`);

/** The lists of an answer, with the field that has an object's id. */
const LISTS = {
  Instances: "InstanceId",
  Volumes: "VolumeId",
  SecurityGroups: "GroupId",
  SecurityGroupRules: "SecurityGroupRuleId",
  Subnets: "SubnetId",
  NetworkInterfaces: "NetworkInterfaceId",
  Snapshots: "SnapshotId",
  Addresses: "AllocationId",
} as const;

/** Operations that make objects. */
const MAKES = /^(Run|Create|Allocate|Authorize)(?!Tags)/;

/** Returns all ids in a request or an answer. @param but fields that are left out: a filter finds nothing, and is no error */
export function idsIn(value: unknown, but: readonly string[] = []): string[] {
  if (typeof value === "string") return ID.test(value) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((one) => idsIn(one, but));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => (but.includes(name) ? [] : idsIn(one, but)));
}

/** Returns an answer without the objects that are late, in its own lists and in those of reservations. */
export function known(answer: object, isMissed: (id: string) => boolean): object {
  const lists = Object.entries(answer).map(([name, value]: [string, unknown]) => {
    if (!Array.isArray(value)) return [name, value] as const;
    if (name === "Reservations") return [name, value.map((one: object) => known(one, isMissed))] as const;
    const field = Object.entries(LISTS).find(([list]) => list === name)?.[1];
    const all = value.filter((one: object) => field === undefined || !isMissed(String(Reflect.get(one, field))));
    return [name, all] as const;
  });
  return Object.fromEntries(lists);
}

/** Returns AWS's error for the id of a request that is late. */
export function notFound(id: string): EC2ServiceException {
  const { code: name, text } = ERRORS[id.split("-")[0] ?? ""] ?? { code: "NotFound", text: () => id };
  return new EC2ServiceException({ name, message: text(id), $fault: "client", $metadata: { httpStatusCode: 400 } });
}

/** Makes a client late. @param who the program that asks, for the count of its queries */
export function makeLate(client: EC2Client, who: string): void {
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const queried = idsIn(args.input, ["Filters", "TagSpecifications"]);
        const missed = queried.find((id) => isLate(id, who));
        if (missed !== undefined) throw notFound(missed);
        refuseProfile(args.input);
        const result = await next(args);
        if (MAKES.test(commandName)) {
          for (const id of idsIn(result.output)) if (!queried.includes(id)) noteMade(id);
          return result;
        }
        if (!commandName.startsWith("Describe")) return result;
        const shown = known(result.output, (id) => isLate(id, who));
        Object.assign(result.output, shown);
        return result;
      },
    { step: "initialize", name: "late" },
  );
}

/** @throws EC2's error if it does not know an instance profile that IAM has just made */
function refuseProfile(input: object): void {
  const profile: unknown =
    "IamInstanceProfile" in input ? Reflect.get(input.IamInstanceProfile as object, "Name") : undefined;
  if (typeof profile !== "string" || !isLate(profile, "ec2")) return;
  throw new EC2ServiceException({
    name: "InvalidParameterValue",
    message: `Value (${profile}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
    $fault: "client",
    $metadata: { httpStatusCode: 400 },
  });
}

/** Makes the client of IAM late: for roles and instance profiles. */
export function makeLateIam(client: IAMClient, who: string): void {
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      async (args) => {
        const { RoleName: role, InstanceProfileName: profile } = args.input as Record<string, string | undefined>;
        if (commandName.startsWith("Create")) {
          const result = await next(args);
          noteMade(profile ?? role ?? "");
          return result;
        }
        for (const [name, text] of [
          [profile, `Instance Profile ${profile ?? ""} cannot be found.`],
          [role, `The role with name ${role ?? ""} cannot be found.`],
        ] as const) {
          if (name !== undefined && isLate(name, who)) throw noSuchEntity(text);
        }
        return next(args);
      },
    { step: "initialize", name: "late" },
  );
}

function noSuchEntity(message: string): IAMServiceException {
  return new IAMServiceException({
    name: "NoSuchEntity",
    message,
    $fault: "client",
    $metadata: { httpStatusCode: 404 },
  });
}
