/**
 * A provider for the package "aws" that uses an emulator of EC2's API and machines in containers. It replaces the official
 * plugin, which is not available everywhere, and implements only the rules that the program's resources need.
 */
import { isDeepStrictEqual } from "node:util";
import { ConfigureRequest, ConfigureResponse, ReadRequest } from "@pulumi/pulumi/proto/provider_pb";
import { main, type Provider } from "@pulumi/pulumi/provider";
import { eip, eipAssociation, instanceConnectEndpoint } from "./addresses";
import { asProvider } from "./clients";
import { instance, volume, volumeAttachment } from "./compute";
import { egressRule, ingressRule, securityGroup } from "./groups";
import { instanceProfile, lifecyclePolicy, role, rolePolicyAttachment } from "./identity";
import { invokes } from "./invokes";
import { refuseLogin } from "./login";
import type { Inputs, Resource } from "./resource";

const resources: Readonly<Record<string, Resource>> = {
  "aws:ec2/securityGroup:SecurityGroup": securityGroup,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ingressRule,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": egressRule,
  "aws:ec2/eip:Eip": eip,
  "aws:ec2/eipAssociation:EipAssociation": eipAssociation,
  "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint": instanceConnectEndpoint,
  "aws:ec2/instance:Instance": instance,
  "aws:ebs/volume:Volume": volume,
  "aws:ec2/volumeAttachment:VolumeAttachment": volumeAttachment,
  "aws:dlm/lifecyclePolicy:LifecyclePolicy": lifecyclePolicy,
  "aws:iam/role:Role": role,
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": rolePolicyAttachment,
  "aws:iam/instanceProfile:InstanceProfile": instanceProfile,
};

/** Finds a resource's implementation. @throws for an unknown type */
function resourceOf(urn: string): { resource: Resource; name: string } {
  const [, , types = "", name = ""] = urn.split("::");
  const resource = resources[types.split("$").at(-1) ?? ""];
  if (!resource) throw new Error(`the test provider has no ${types}`);
  return { resource, name };
}

/** Returns the changed inputs; an unknown value counts as changed. */
function changed(olds: Inputs, news: Inputs): string[] {
  return Object.keys(news).filter((name) => !isDeepStrictEqual(olds[name], news[name]));
}

/** Waits for an answer of AWS. @throws its errors as the provider words them */
async function inItsWords<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw asProvider(error);
  }
}

const provider: Provider = {
  version: "7.48.0",
  getSchema: () => Promise.resolve(JSON.stringify({ name: "aws", version: "7.48.0" })),
  diff: (_id, urn, olds: Inputs, news: Inputs) => {
    const names = changed(olds, news);
    const { resource } = resourceOf(urn);
    const replaces = names.filter(
      (name) => resource.replacing.includes(name) || resource.replaces?.(name, olds, news) === true,
    );
    return Promise.resolve({ changes: names.length > 0, replaces });
  },
  create: (urn, inputs: Inputs) => {
    const { resource, name } = resourceOf(urn);
    return inItsWords(resource.create(inputs, name));
  },
  read: async (id, urn, props: Inputs = {}) => {
    const now = await inItsWords(resourceOf(urn).resource.read(id, props));
    if (!now) return { id: "", props: {} };
    // Without a state it is an import, which needs the inputs too.
    if (Object.keys(props).length > 0) return { id, props: now };
    const inputs = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== undefined));
    return { id, props: { ...inputs, id }, inputs };
  },
  update: async (id, urn, olds: Inputs, news: Inputs) => ({
    outs: await inItsWords(resourceOf(urn).resource.update(id, olds, news)),
  }),
  delete: (id, urn, props: Inputs) => inItsWords(resourceOf(urn).resource.delete(id, props)),
  invoke: async (token, args: Inputs) => {
    const invoke = invokes[token];
    if (!invoke) throw new Error(`the test provider does not implement ${token}`);
    return { outputs: await inItsWords(invoke(args)) };
  },
};

// An import has no properties, and Pulumi's server for providers in Node reads them all the same.
const properties = Reflect.get(ReadRequest.prototype, "getProperties") as (this: ReadRequest) => unknown;
const orNone = function (this: ReadRequest): unknown {
  return properties.call(this) ?? { toJavaScript: () => ({}) };
};
Reflect.set(ReadRequest.prototype, "getProperties", orNone);

// Pulumi's server for providers in Node passes no configuration on: it is compared when the server begins its answer.
const parse = ConfigureRequest.deserializeBinary.bind(ConfigureRequest);
const accept = Reflect.get(ConfigureResponse.prototype, "setAcceptsecrets");
let allowed: unknown;
Reflect.set(ConfigureRequest, "deserializeBinary", (bytes: Uint8Array) => {
  const request = parse(bytes);
  allowed = request.getArgs()?.toJavaScript().allowedAccountIds;
  return request;
});
Reflect.set(ConfigureResponse.prototype, "setAcceptsecrets", function (this: ConfigureResponse, value: boolean) {
  refuseLogin(allowed);
  return accept.call(this, value);
});

void main(provider, process.argv.slice(2));
