/**
 * Runs the whole program under Pulumi's mocks and records what it registers, options included.
 * It does not prove how a provider uses the inputs, nor what is replaced when: the engine tests do.
 */
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { CallbackServer } from "@pulumi/pulumi/runtime/callbacks";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { createRequire } from "node:module";
import path from "node:path";
import { vi } from "vitest";
import { z } from "zod";
import { type FakeAws, writeFakeAws } from "./fake-aws";
import { fakePulumi } from "./fake-pulumi";

const PROJECT_NAME = "aztec-validator";

/** How Pulumi marks a secret on its way to the engine. */
const SECRET_MARK = "4dabf18193072939515e22adb298388d";

type Inputs = Record<string, unknown>;

/** A resource as the program registers it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  /** As the engine writes it into the state, with the types of all its parents. */
  readonly urn: string;
  readonly inputs: Record<string, unknown>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly replaceOnChanges: readonly string[];
  readonly beforeCreate: readonly string[];
  readonly afterCreate: readonly string[];
  readonly beforeUpdate: readonly string[];
  readonly onError: readonly string[];
  /** Names of the resources that have to be there before it. */
  readonly dependencies: readonly string[];
  readonly hasParent: boolean;
}

export interface Run {
  readonly resources: readonly Registered[];
  /** All hooks that were created, attached to a resource or not. */
  readonly hooks: readonly pulumi.ResourceHook[];
  readonly outputs: Record<string, unknown>;
}

export interface Stack {
  readonly name?: string;
  readonly config: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly preview?: boolean;
  /** What AWS's command line answers, where it differs from an empty account without limits. */
  readonly aws?: FakeAws;
  /** What AWS answers to the program's own queries, by their tokens, where it differs from {@link answers}. */
  readonly queries?: Readonly<Record<string, (inputs: Inputs) => Record<string, unknown>>>;
  /** States of the backend's other stacks, by their names; undefined, there are none. */
  readonly others?: Readonly<Record<string, unknown>> | "unreadable";
  /** Runs in place of index.ts: registers resources and returns outputs. */
  readonly program?: () => Record<string, unknown>;
}

/** Outputs of created resources, in addition to their inputs. */
const computed: Record<string, Record<string, unknown>> = {
  "docker:index/remoteImage:RemoteImage": { imageId: "sha256:1234", repoDigest: "" },
  "random:index/randomBytes:RandomBytes": { hex: "5".repeat(64) },
  "random:index/randomUuid:RandomUuid": { result: "3f0c6a5e-0000-4000-8000-000000000000" },
  "aws:ec2/eip:Eip": { publicIp: "198.51.100.20" },
  "aztec:index:HostReady": { found: "Debian", docker: ["ssh", "aztec@198.51.100.20", "docker"] },
  "aztec:index:Bootnode": { values: { l1ChainId: "1337" } },
  "aztec:index:NodeReady": { nodeVersion: "4.1.2", l1ChainId: 31337, rollupVersion: 7, enr: "enr:-abc" },
};

/** Answers of AWS to the program's queries. */
const answers: Record<string, Record<string, unknown>> = {
  "aws:ec2/getElasticIp:getElasticIp": { publicIp: "198.51.100.21" },
  "aws:ec2/getSubnets:getSubnets": { ids: ["subnet-22222222", "subnet-11111111"] },
  "aws:ec2/getSubnet:getSubnet": { vpcId: "vpc-11111111", availabilityZone: "eu-central-1a" },
  "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": { locations: ["eu-central-1a", "eu-central-1b"] },
  "aws:ebs/getEbsVolumes:getEbsVolumes": { ids: [] },
  "aws:ebs/getVolume:getVolume": { availabilityZone: "eu-central-1a" },
  "aws:ssm/getParameter:getParameter": { value: "ami-11111111" },
};

/** Registers everything the program registers for a stack. @throws what the program throws */
export async function runProgram(stack: Stack): Promise<Run> {
  return record(stack, []);
}

/** Runs the program for a stack that it has to refuse. @returns its error, and the resources registered before it */
export async function refusalOf(stack: Stack): Promise<{ message: string | undefined; registered: string[] }> {
  const requests: RegisterResourceRequest[] = [];
  const message = await record(stack, requests).then(
    () => undefined,
    (error: unknown) => (error instanceof pulumi.RunError ? error.message : `not for the operator: ${String(error)}`),
  );
  return { message, registered: requests.map((request) => request.getName()) };
}

async function record(stack: Stack, requests: RegisterResourceRequest[]): Promise<Run> {
  const { others = {} } = stack;
  const pulumiCommand = fakePulumi(others === "unreadable" ? undefined : others);
  writeFakeAws(pulumiCommand.folder, stack.aws);
  const before = process.env.PATH ?? "";
  process.env.PATH = [pulumiCommand.folder, before].join(path.delimiter);
  try {
    return await recordAlone(stack, requests);
  } finally {
    process.env.PATH = before;
    pulumiCommand.remove();
  }
}

// As Pulumi does, by Node's own module loader: modules stay loaded, except the program, which has to run each time.
const load = createRequire(__filename);
load("tsx/cjs");
const PROGRAM = load.resolve("../../index.ts");
const outputsSchema = z.record(z.string(), z.unknown());

async function recordAlone(stack: Stack, requests: RegisterResourceRequest[]): Promise<Run> {
  const { name = "dev", config, secrets = [], preview = false, program = indexProgram, queries = {} } = stack;
  const inputs = new Map<string, Inputs>();
  const hooks = watchOptions(requests);
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name: resource, inputs: declared }: { type: string; name: string; inputs: Inputs }) => {
        inputs.set(resource, declared);
        return preview
          ? { id: "", state: declared }
          : { id: `${resource}-id`, state: { ...declared, ...computed[type] } };
      },
      call: ({ token, inputs: callArgs }: { token: string; inputs: Inputs }) => ({
        ...callArgs,
        ...(queries[token]?.(callArgs) ?? answers[token]),
      }),
    },
    PROJECT_NAME,
    name,
    preview,
    "organization",
  );
  configure(config, secrets);
  const exported = program();
  // In a preview hardly any output is known, and an unknown output never resolves.
  const outputs = preview ? {} : await resolved(exported);
  await pulumi.runtime.disconnect();
  const resources = requests.map((request) => ({
    ...registered(request, inputs),
    urn: ["urn:pulumi:" + name, PROJECT_NAME, typeChain(request, requests), request.getName()].join("::"),
  }));
  return { resources, hooks, outputs };
}

function indexProgram(): Record<string, unknown> {
  load.cache[PROGRAM] = undefined;
  return outputsSchema.parse(load(PROGRAM));
}

function configure(config: Readonly<Record<string, string>>, secrets: readonly string[]): void {
  const full = (key: string) => `${PROJECT_NAME}:${key}`;
  const entries = Object.entries(config).map(([key, value]) => [full(key), value] as const);
  pulumi.runtime.setAllConfig(Object.fromEntries<string>(entries), secrets.map(full));
  vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", JSON.stringify(secrets.map(full)));
}

type Register = (this: MockMonitor, request: RegisterResourceRequest, callback: unknown) => Promise<void>;

/** The mocks pass on inputs only; and they know no hooks. */
function watchOptions(requests: RegisterResourceRequest[]): pulumi.ResourceHook[] {
  vi.restoreAllMocks();
  const register = Reflect.get(MockMonitor.prototype, "registerResource") as Register;
  const watched: Register = function (request, callback) {
    requests.push(request);
    return register.call(this, request, callback);
  };
  vi.spyOn(MockMonitor.prototype, "registerResource").mockImplementation(watched);
  const hooks: pulumi.ResourceHook[] = [];
  vi.spyOn(CallbackServer.prototype, "registerResourceHook").mockImplementation((hook) => {
    hooks.push(hook);
    return Promise.resolve();
  });
  vi.spyOn(CallbackServer.prototype, "registerErrorHook").mockResolvedValue();
  return hooks;
}

/** Joins the types of a resource's parents and its own. The mocks' URNs have no parent but the nearest. */
function typeChain(request: RegisterResourceRequest, all: readonly RegisterResourceRequest[]): string {
  const [, , types = "", name] = request.getParent().split("::");
  const type = types.split("$").at(-1);
  const parent = all.find((one) => one.getName() === name && one.getType() === type);
  return parent ? `${typeChain(parent, all)}$${request.getType()}` : request.getType();
}

function registered(request: RegisterResourceRequest, inputs: ReadonlyMap<string, Inputs>): Omit<Registered, "urn"> {
  const hooks = request.getHooks()?.toObject();
  return {
    type: request.getType(),
    name: request.getName(),
    inputs: inputs.get(request.getName()) ?? {},
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplace(),
    replaceOnChanges: request.getReplaceonchangesList(),
    beforeCreate: hooks?.beforeCreateList ?? [],
    afterCreate: hooks?.afterCreateList ?? [],
    beforeUpdate: hooks?.beforeUpdateList ?? [],
    onError: hooks?.onErrorList ?? [],
    dependencies: request.getDependenciesList().map((urn) => urn.split("::").at(-1) ?? urn),
    hasParent: request.getParent() !== "",
  };
}

function resolved(values: Record<string, unknown>): Promise<Record<string, unknown>> {
  return new Promise((resolve) => void pulumi.output(values).apply(resolve));
}

/** One resource. @throws if it is not registered */
export function find({ resources }: Run, name: string): Registered {
  const found = resources.find((resource) => resource.name === name);
  if (!found) throw new Error(`${name} is not registered`);
  return found;
}

/** All of them, by types and names. */
export const listed = ({ resources }: Run) => resources.map(({ type, name }) => `${type} ${name}`).sort();

/** A value with each secret in it replaced by a mark, all the way down. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (SECRET_MARK in value) return "<secret>";
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]));
}
