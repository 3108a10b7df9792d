/** Judges the instances with the stack's tag: the stack's own, and any other, whose node could sign with the same keys. Pure. */
import { setCommand, stackOption } from "../settings/commands";
import type { Settings } from "../settings/schema";
import { type AwsLook, STACK_TAG } from "./aws-account";
import { isMarkedEnding, startMachineCommand } from "./aws-machine";
import { awsCommand } from "./aws-tunnel";

/** Something that would fail after things have been made, and the way out. */
export interface AwsProblem {
  readonly message: string;
  readonly remedy: string;
}

/** An instance in the stack's state. */
export interface OwnInstance {
  readonly id: string;
  /** Its type by the state. A change by hand is not in it before a refresh. */
  readonly type?: string | undefined;
}

/** The instances in the stack's state; why they are unknown; or undefined, if the state was not read. */
export type OwnInstances = readonly OwnInstance[] | string | undefined;

type AwsSettings = Settings["aws"];

/** Returns the name of the stack with a tag: `<project>/<name>`. */
export const nameIn = (tag: string) => tag.split("/").at(-1);

type Tags = readonly { readonly Key: string; readonly Value: string }[];
export const isOf = (stack: string) => (one: { readonly Tags: Tags }) =>
  one.Tags.some(({ Key, Value }) => Key === STACK_TAG && Value === stack);

/** Returns the instances that have not ended, also those that only begin to. */
function allOf({ instances }: AwsLook) {
  return instances?.Reservations.flatMap(({ Instances }) => Instances);
}

const ENDING = "shutting-down";

/** Returns the instances that can be started, or run. */
export function instancesOf(look: AwsLook) {
  return allOf(look)?.filter(({ State }) => State.Name !== ENDING);
}

/** Returns whether AWS has an instance with the stack's tag. */
export function hasTagged(look: AwsLook, stack: string): boolean {
  return allOf(look)?.some(isOf(stack)) ?? false;
}

/**
 * Refuses instances that the state does not have: they were forgotten there, or an `up` was killed while AWS made them. One that
 * only begins to end can go on so for long when its zone fails, and its node with it.
 */
export function otherInstances(look: AwsLook, settings: AwsSettings, stack: string, own: OwnInstances): AwsProblem[] {
  if (typeof own !== "object") return [];
  const others = (allOf(look) ?? [])
    .filter(isOf(stack))
    .filter(({ InstanceId }) => !own.some(({ id }) => id === InstanceId));
  return others.map(({ InstanceId: id, State }) => ({
    message: `AWS has an instance of this stack that its state does not have, ${id} (${State.Name}): a second node could sign with the same keys, which is slashed`,
    remedy: State.Name === ENDING ? untilEnded(settings, id) : endCommands(settings, id, stack),
  }));
}

function untilEnded(settings: AwsSettings, id: string): string {
  return `wait until it has ended, then \`up\`: ${waitCommand(settings, id)}; as long as it has not, its node may run, so start no other`;
}

const waitCommand = (settings: AwsSettings, id: string) =>
  [...awsCommand(settings), "ec2", "wait", "instance-terminated", "--instance-ids", id].join(" ");

function endCommands(settings: AwsSettings, id: string, stack: string): string {
  const ec2 = [...awsCommand(settings), "ec2"].join(" ");
  const commands = [
    `${ec2} modify-instance-attribute --instance-id ${id} --no-disable-api-termination`,
    `${ec2} terminate-instances --instance-ids ${id}`,
    waitCommand(settings, id),
  ];
  const rename = `pulumi stack rename <name>${stackOption(nameIn(stack) ?? "")}`;
  const whose =
    "first find out whose it is: a stack that was renamed, or one of this name in another backend, may run its validator there";
  return `${whose}; if so, rename this stack: ${rename}; if it is of no stack any more, end it, then \`up\`: ${commands.join(" && ")}`;
}

/** Returns why it is unknown whether AWS has other instances of the stack; undefined if it is known, or was not asked. */
export function unknownState(look: AwsLook, stack: string, own: OwnInstances): string | undefined {
  if (typeof own !== "string" || !hasTagged(look, stack)) return undefined;
  return `whether AWS has an instance of this stack that its state does not have is unknown: pulumi stack export: ${own}`;
}

/** Reports an instance of the stack that AWS or a person has stopped. For Pulumi it is no change, so `up` would do nothing. */
export function stopped(
  look: AwsLook,
  settings: AwsSettings,
  stack: string,
  own: OwnInstances,
): { power: AwsProblem[]; ending?: AwsProblem } {
  const inState = typeof own === "object" ? own : undefined;
  const known = (id: string) => inState?.find((one) => one.id === id);
  const [first] = (instancesOf(look) ?? [])
    .filter(isOf(stack))
    .filter(({ InstanceId, State }) => State.Name.startsWith("stop") && (!inState || known(InstanceId)));
  if (!first) return { power: [] };
  const { InstanceId: id, InstanceType } = first;
  const start = startMachineCommand(awsCommand(settings), id);
  if (isMarkedEnding(first)) {
    const message = `the instance ${id} of this stack was stopped to be removed, and an interruption left it`;
    return { power: [], ending: { message, remedy: `\`up\` or \`destroy\` removes it. To keep it: ${start}` } };
  }
  const before = known(id)?.type;
  if ((before ?? InstanceType) !== settings.instanceType)
    return { power: [], ending: startedByUp(id, settings.instanceType, before === undefined ? start : undefined) };
  const message = `the instance ${id} of this stack is stopped, by AWS or by a person: its node does not run, and nothing starts it`;
  const name = nameIn(stack) ?? "";
  const changed =
    InstanceType === settings.instanceType
      ? ""
      : `; a person has made it a ${InstanceType}, and once it runs this undoes that: pulumi up --refresh${stackOption(name)}`;
  const remedy = `make sure that no other node has its keys, then: ${start}${changed}; if AWS has no capacity: ${setCommand("aws.instanceType", "<another type>", name)}, then \`up\``;
  return { power: [{ message, remedy }] };
}

/** Describes an instance that `up` starts. @param start command, if the state was not read: then the type can be a change by hand */
function startedByUp(id: string, type: string, start: string | undefined): AwsProblem {
  const alone = "make sure that no other node has its keys";
  if (start === undefined) {
    const message = `the instance ${id} of this stack is stopped: \`up\` makes it a ${type}, and starts it`;
    return { message, remedy: `before that, ${alone}` };
  }
  const message = `the instance ${id} of this stack is stopped: \`up\` makes it a ${type}, and starts it, if aws.instanceType has changed since the last \`up\``;
  return {
    message,
    remedy: `before that, ${alone}; if a person has changed its type in AWS, \`up\` does not start it, and this does: ${start}`,
  };
}
