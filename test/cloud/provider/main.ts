/**
 * A provider for the package "aws", for tests: the real engine and the program's real resources, over an emulator of
 * EC2's API and simulated machines, where the official plugin cannot be had. A real account behaves differently in
 * places: eventual consistency, defaults, validation, quotas.
 *
 * Environment: AWS_ENDPOINT_URL and the usual keys; AZTEC_VALIDATOR_CLOUD_STATE, a JSON file for what the emulator cannot
 * hold; AZTEC_VALIDATOR_CLOUD_AMI, the id of "the newest image"; AZTEC_VALIDATOR_CLOUD_MACHINES, "docker" for machines.
 */
import { main, type Provider } from "@pulumi/pulumi/provider";
import { differences } from "./changes";
import { volume } from "./ebs-volume";
import { eip, eipAssociation } from "./elastic-ip";
import { instanceProfile, role } from "./iam";
import { instance } from "./instance";
import { instanceConnectEndpoint } from "./instance-connect-endpoint";
import { invokes } from "./invokes";
import { autoName, isAutoName, type Resource } from "./resource";
import { securityGroup } from "./security-group";
import { egressRule, ingressRule } from "./security-group-rule";
import { isPreview, passOnConfigurationAndPreviews } from "./service";
import { allTags } from "./tags";
import { plain, properties, type Properties, sealedAs, UNKNOWN } from "./values";
import { volumeAttachment } from "./volume-attachment";

/** Of @pulumi/aws in package.json: the engine takes the plugin of this version. */
const VERSION = "7.48.0";

const resources: Readonly<Record<string, Resource>> = {
  "aws:ec2/securityGroup:SecurityGroup": securityGroup,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": ingressRule,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": egressRule,
  "aws:ec2/eip:Eip": eip,
  "aws:ec2/eipAssociation:EipAssociation": eipAssociation,
  "aws:ebs/volume:Volume": volume,
  "aws:ec2/volumeAttachment:VolumeAttachment": volumeAttachment,
  "aws:ec2/instance:Instance": instance,
  "aws:iam/role:Role": role,
  "aws:iam/instanceProfile:InstanceProfile": instanceProfile,
  "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint": instanceConnectEndpoint,
};

/** @param urn `urn:pulumi:<stack>::<project>::<types of parents>$<type>::<name>` @throws for a type there is none of */
function resourceOf(urn: string): { resource: Resource; name: string } {
  const [, , types = "", name = ""] = urn.split("::");
  const resource = resources[types.split("$").at(-1) ?? ""];
  if (!resource) throw new Error(`This test provider has no resource of the type ${types}`);
  return { resource, name };
}

const plainProperties = (sent: unknown): Properties => properties(plain(sent));

const provider: Provider = {
  version: VERSION,
  getSchema: () => Promise.resolve(JSON.stringify({ name: "aws", version: VERSION })),

  check: (urn, olds: unknown, news: unknown) => {
    const { resource, name } = resourceOf(urn);
    const inputs = plainProperties(news);
    const surplus = Object.keys(inputs).filter((input) => !(input in resource.inputs.shape));
    const failures = surplus.map((property) => ({ property, reason: "this test provider does not know it" }));
    const named = sealedAs(news, { ...inputs, ...nameOf(resource, name, plainProperties(olds), inputs) });
    return Promise.resolve({ inputs: named, failures: [...failures, ...(resource.check?.(inputs) ?? [])] });
  },

  diff: (_id, urn, olds: unknown, news: unknown) => {
    const { resource, name } = resourceOf(urn);
    return Promise.resolve(differences(resource, name, plainProperties(olds), plainProperties(news)));
  },

  create: async (urn, news: unknown) => {
    const { resource } = resourceOf(urn);
    const inputs = plainProperties(news);
    if (isPreview()) return { id: "", outs: sealedAs(news, { ...unknownOutputs(resource), ...inputs }) };
    const id = await resource.create(inputs);
    return { id, outs: sealedAs(news, { ...inputs, ...(await resource.read(id, inputs)) }) };
  },

  read: async (id, urn, props: unknown) => {
    const known = plainProperties(props);
    const now = await resourceOf(urn).resource.read(id, known);
    return now ? { id, props: sealedAs(props, { ...known, ...now }) } : { id: "", props: {} };
  },

  update: async (id, urn, olds: unknown, news: unknown) => {
    const { resource } = resourceOf(urn);
    const [before, inputs] = [plainProperties(olds), plainProperties(news)];
    const planned = { ...without(before, resource.removable), ...inputs };
    if (isPreview()) return { outs: sealedAs(news, { ...planned, ...plannedTags(resource, inputs) }) };
    await resource.update(id, before, inputs);
    return { outs: sealedAs(news, { ...planned, ...(await resource.read(id, planned)) }) };
  },

  delete: (id, urn, props: unknown) => resourceOf(urn).resource.delete(id, plainProperties(props)),

  invoke: async (token, asked: unknown) => {
    const answer = invokes[token];
    if (!answer) throw new Error(`This test provider has no function ${token}`);
    return { outputs: await answer(plainProperties(asked)) };
  },
};

/** The name that was made before stays, where none is given. */
function nameOf(resource: Resource, name: string, olds: Properties, news: Properties): Properties {
  if (!resource.isNamed || news.name !== undefined || news.namePrefix !== undefined) return {};
  return { name: isAutoName(olds.name, name) ? olds.name : autoName(name) };
}

function unknownOutputs(resource: Resource): Properties {
  return Object.fromEntries(
    [...resource.computed, ...(resource.isTaggable ? ["tagsAll"] : [])].map((n) => [n, UNKNOWN]),
  );
}

function plannedTags(resource: Resource, inputs: Properties): Properties {
  return resource.isTaggable ? { tagsAll: inputs.tags === UNKNOWN ? UNKNOWN : allTags(inputs) } : {};
}

function without(object: Properties, names: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name) && name !== "tags"));
}

passOnConfigurationAndPreviews();
void main(provider, process.argv.slice(2));
