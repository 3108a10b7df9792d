/** Judges what AWS answered, before anything is made that costs money. Pure. */
import { isAtLeast } from "../settings/version";
import { instanceKind } from "../settings/aws/instance-types";
import { needsOptIn } from "../settings/aws/regions";
import { setCommand } from "../settings/commands";
import type { Settings } from "../settings/schema";
import { type AwsLook, QUOTAS, ROOT_DEVICES } from "./aws-account";
import {
  type AwsProblem,
  instancesOf,
  isOf,
  nameIn,
  otherInstances,
  type OwnInstances,
  stopped,
  unknownState,
} from "./aws-own-instance";
import { subnetProblem } from "./aws-subnet";
import { awsCommand } from "./aws-tunnel";

export interface AwsJudgement {
  /** Who acts where, in one line; undefined if unknown. */
  readonly who?: string | undefined;
  /** Number of the account; undefined if unknown. */
  readonly account?: string | undefined;
  readonly problems: readonly AwsProblem[];
  /** An instance that this program has stopped to remove it, and was interrupted: `up` goes on. */
  readonly ending?: AwsProblem | undefined;
  /** The data volume of a stack without an instance: the instance is lost, or was never made. */
  readonly lost?: string | undefined;
  /** What could not be found out, and why. */
  readonly unknown: readonly string[];
}

type AwsSettings = Settings["aws"];

/** The first release of the command line with `ec2-instance-connect open-tunnel`. */
const OLDEST = "2.12";
const INSTALL =
  "install version 2.12 or newer (Debian 12's package is older): https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html";

/**
 * @param stack value of the stack's tag: what the stack has already needs no quota
 * @param own   instances in the stack's state
 */
export function judgeLook(look: AwsLook, settings: AwsSettings, stack: string, own?: OwnInstances): AwsJudgement {
  const needsTunnel = settings.access === "instance-connect";
  if (!look.isInstalled) {
    const message = "AWS's command line is not installed";
    if (!needsTunnel) return { problems: [], unknown: [`${message}, so the account was not checked`] };
    return { problems: [{ message: `${message}, and SSH goes through it`, remedy: INSTALL }], unknown: [] };
  }
  const old = needsTunnel ? outdated(look.version) : [];
  if (!look.identity) return { problems: [...old, noIdentity(look, settings)], unknown: [] };
  const { Account, Arn } = look.identity;
  const { power, ending } = stopped(look, settings, stack, own);
  const others = otherInstances(look, settings, stack, own);
  const checks = [
    unknownState(look, stack, own),
    vcpus(look, settings, stack),
    addresses(look, settings, stack),
    offers(look, settings, stack),
    imageOf(look, settings, stack),
    snapshotOf(look, settings, stack),
    subnetOf(look, settings, stack),
  ];
  return {
    who: `account ${Account}, region ${settings.region ?? ""}, as ${Arn}`,
    account: Account,
    ending,
    lost: lostVolume(look, stack),
    problems: [
      ...old,
      ...others,
      ...power,
      ...checks.flatMap((check) => (check && typeof check !== "string" ? [check] : [])),
    ],
    unknown: checks.filter((check) => typeof check === "string"),
  };
}

function outdated(version: string | undefined): AwsProblem[] {
  if (version === undefined)
    return [{ message: "`aws --version` prints no version of AWS's command line", remedy: INSTALL }];
  if (isAtLeast(version, OLDEST)) return [];
  const message = `AWS's command line is of version ${version}, which cannot open the tunnel that SSH goes through`;
  return [{ message, remedy: INSTALL }];
}

function noIdentity({ errors }: AwsLook, { profile, region = "" }: AwsSettings): AwsProblem {
  const login = profile ? ` --profile ${profile}` : "";
  const error = errors.identity ?? "no answer";
  const whose = profile ? ` of the profile ${profile}` : "";
  const remedy = `aws sso login${login} or aws configure${login}, until this answers: aws sts get-caller-identity${login}`;
  // A region that is not enabled knows no key of the account.
  if (!needsOptIn(region) || !/InvalidClientTokenId|AuthFailure|UnrecognizedClient/.test(error))
    return { message: `AWS accepts no credentials${whose}: ${error}`, remedy };
  return {
    message: `AWS accepts no credentials${whose} in ${region}, which an account has to enable first: ${error}`,
    remedy: `an administrator of the account enables it: aws account enable-region --region-name ${region}${login}; if it is enabled: ${remedy}`,
  };
}

/** Returns the stack's data volume if no instance of the stack is there, and no other instance has the volume. */
function lostVolume(look: AwsLook, stack: string): string | undefined {
  const all = instancesOf(look);
  if (!all || all.some(isOf(stack))) return undefined;
  const ids = all.map(({ InstanceId }) => InstanceId);
  const own = dataVolumes(look, stack);
  if (own.some(({ Attachments }) => Attachments.some(({ InstanceId }) => ids.includes(InstanceId)))) return undefined;
  return own[0]?.VolumeId;
}

/** Families of the quota "Running On-Demand Standard instances". */
const STANDARD = /^[acdhimrtz]\d/;
/** States in which an instance counts. */
const COUNTED: readonly string[] = ["pending", "running"];

/**
 * Checks the quota for a new instance, or for one that gets another type: that stops the instance, and AWS may refuse its start.
 *
 * @returns a problem, why it is unknown, or neither
 */
function vcpus(look: AwsLook, settings: AwsSettings, stack: string): AwsProblem | string | undefined {
  const { instanceType: type, region = "" } = settings;
  const all = instancesOf(look);
  const own = all?.filter(isOf(stack)) ?? [];
  if (own.length > 0 && own.every(({ InstanceType }) => InstanceType === type)) return undefined;
  const quota = look.vcpuQuota?.Quota.Value;
  if (!all || quota === undefined)
    return `the quota of vCPUs is unknown: ${look.errors.vcpuQuota ?? look.errors.instances ?? ""}`;
  const kind = instanceKind(type);
  const needed = typeof kind === "string" ? 0 : kind.vcpus;
  const used = all
    .filter((one) => !own.includes(one) && COUNTED.includes(one.State.Name))
    .filter(({ InstanceType, InstanceLifecycle }) => !InstanceLifecycle && STANDARD.test(InstanceType))
    .reduce((sum, { CpuOptions: cpu }) => sum + (cpu ? cpu.CoreCount * cpu.ThreadsPerCore : 0), 0);
  if (used + needed <= quota) return undefined;
  const others = own.length > 0 ? " by other instances" : "";
  const stop = own.length > 0 ? ": the instance of this stack would be stopped, and not started again" : "";
  const message = `the account may run ${quota} vCPUs in ${region}, of which ${used} are in use${others}, and ${type} needs ${needed}${stop}`;
  return { message, remedy: increase(settings, QUOTAS.vcpus, used + needed) };
}

/** Checks the operator's own image: AWS would refuse the new instance when the old one is gone. */
function imageOf(look: AwsLook, settings: AwsSettings, stack: string): AwsProblem | string | undefined {
  const { amiId: id, instanceType: type } = settings;
  if (id === undefined) return undefined;
  const image = look.images?.Images[0];
  if (!image) return `the image ${id} (aws.amiId) is unknown: ${look.errors.images ?? "no answer"}`;
  const kind = instanceKind(type);
  const needed = typeof kind !== "string" && kind.architecture === "arm64" ? "arm64" : "x86_64";
  if (image.Architecture === needed) return undefined;
  const message = `aws.amiId is ${id}, an image for ${image.Architecture}, and ${type} runs ${needed}: AWS would refuse the instance`;
  return { message, remedy: setCommand("aws.amiId", `<image for ${needed}>`, nameIn(stack)) };
}

function addresses(look: AwsLook, settings: AwsSettings, stack: string): AwsProblem | string | undefined {
  if (settings.addressId !== undefined) return givenAddress(look, settings, stack);
  const all = look.addresses?.Addresses;
  if (all?.some(isOf(stack))) return undefined;
  const quota = look.addressQuota?.Quota.Value;
  if (!all || quota === undefined)
    return `the quota of addresses is unknown: ${look.errors.addressQuota ?? look.errors.addresses ?? ""}`;
  if (all.length < quota) return undefined;
  const message = `the account may have ${quota} Elastic IPs in ${settings.region ?? ""}, and has ${all.length}`;
  return { message, remedy: increase(settings, QUOTAS.addresses, all.length + 1) };
}

/** Checks the operator's own address: it would be taken from another instance without a question. */
function givenAddress(look: AwsLook, settings: AwsSettings, stack: string): AwsProblem | string | undefined {
  const { addressId: id = "", region = "" } = settings;
  const all = look.addresses?.Addresses;
  if (!all) return `the address ${id} is unknown: ${look.errors.addresses ?? ""}`;
  const address = all.find(({ AllocationId }) => AllocationId === id);
  const aws = awsCommand(settings).join(" ");
  if (!address) {
    const message = `aws.addressId is ${id}, and the account has no such Elastic IP in ${region}`;
    return { message, remedy: `${aws} ec2 describe-addresses` };
  }
  const { InstanceId: user, NetworkInterfaceId: networkInterface } = address;
  if (user === "" && networkInterface === "") return undefined;
  const release = `${aws} ec2 disassociate-address --association-id <its association>`;
  if (user === "") {
    const message = `aws.addressId is ${id}, which the network interface ${networkInterface} has: it would lose the address`;
    return { message, remedy: release };
  }
  const running = instancesOf(look)?.find(({ InstanceId }) => InstanceId === user);
  if (!running) return `whether the address ${id} is free is unknown: ${user} has it, which does not run`;
  if (isOf(stack)(running)) return undefined;
  const message = `aws.addressId is ${id}, which ${user} uses, another instance: it would lose the address`;
  return { message, remedy: release };
}

function increase(settings: AwsSettings, code: string, value: number): string {
  const words = ["service-quotas", "request-service-quota-increase", "--service-code", "ec2"];
  return [...awsCommand(settings), ...words, "--quota-code", code, "--desired-value", String(value)].join(" ");
}

/** Checks the region. Which zone it is, the program decides: components/aws-subnet.ts. */
function offers(
  look: AwsLook,
  { instanceType, region = "" }: AwsSettings,
  stack: string,
): AwsProblem | string | undefined {
  if (!look.offers) return `where AWS has ${instanceType} is unknown: ${look.errors.offers ?? ""}`;
  if (look.offers.InstanceTypeOfferings.length > 0) return undefined;
  return {
    message: `${region} has no ${instanceType}`,
    remedy: setCommand("aws.instanceType", "<type>", nameIn(stack)),
  };
}

/** Returns the data volumes of the stack. A root volume has the stack's tag too. */
function dataVolumes({ volumes }: AwsLook, stack: string) {
  const isRoot = ({ Device }: { readonly Device: string }) => ROOT_DEVICES.some((device) => device === Device);
  return volumes?.Volumes.filter(isOf(stack)).filter(({ Attachments }) => !Attachments.some(isRoot)) ?? [];
}

/** Checks the snapshot of a new data volume. A stack that has its volume needs it no more. */
function snapshotOf(look: AwsLook, settings: AwsSettings, stack: string): AwsProblem | string | undefined {
  const { dataSnapshotId: id, dataGb } = settings;
  if (id === undefined || dataVolumes(look, stack).length > 0) return undefined;
  const error = look.errors.snapshots ?? "";
  const aws = awsCommand(settings).join(" ");
  if (error.includes("InvalidSnapshot.NotFound")) {
    const message = `aws.dataSnapshotId is ${id}, and ${settings.region ?? ""} has no such snapshot for this account`;
    return { message, remedy: `${aws} ec2 describe-snapshots --owner-ids self` };
  }
  const snapshot = look.snapshots?.Snapshots[0];
  if (!snapshot) return `the snapshot ${id} is unknown: ${error || "no answer"}`;
  if (snapshot.State !== "completed") {
    const message = `the snapshot ${id} is not complete (${snapshot.State}, ${snapshot.Progress || "0%"})`;
    return { message, remedy: `${aws} ec2 wait snapshot-completed --snapshot-ids ${id}` };
  }
  if (snapshot.VolumeSize <= dataGb) return undefined;
  const message = `aws.dataGb is ${dataGb}, and the snapshot ${id} is of a volume of ${snapshot.VolumeSize} GiB: a copy cannot be smaller`;
  return { message, remedy: setCommand("aws.dataGb", String(snapshot.VolumeSize), nameIn(stack)) };
}

function subnetOf(look: AwsLook, settings: AwsSettings, stack: string): AwsProblem | string | undefined {
  const { subnetId, region = "" } = settings;
  if (subnetId === undefined) return undefined;
  return subnetProblem(look, { subnetId, region, aws: awsCommand(settings).join(" "), stack: nameIn(stack) });
}

/** Describes a stack whose instance is lost. */
export function lostText(volume: string): string {
  return `AWS has no instance of this stack, and its data volume ${volume} is free. \`up\` makes an instance, with the same address, data and peer id.`;
}
