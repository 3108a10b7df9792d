/** Where the node runs: this machine, a server that is there, or an instance on AWS that `up` makes. */
import { z } from "zod";
import { isNetwork } from "../../keys/addresses";
import { EBS } from "../aws/instance-types";
import { described } from "./type-description";
import { type HostKind, hostKinds, setting } from "./definition";
import { absolutePath, choice, integer, list, port, text, toggle } from "./types";

const SERVER: readonly HostKind[] = ["ssh"];
const REMOTE: readonly HostKind[] = ["ssh", "aws"];
const AWS: readonly HostKind[] = ["aws"];

/** A network that is let in: all of the internet is none. */
function sources() {
  const type = z.string().superRefine((value, context) => {
    if (value.endsWith("/0"))
      context.addIssue({ code: "custom", message: "is the whole internet: name your networks" });
    else if (!isNetwork(value)) context.addIssue({ code: "custom", message: `takes ${NETWORK}` });
  });
  return list(described(type, NETWORK, "<network>"), "networks", "<network>,<network>");
}

const NETWORK = "a network by its first address, such as 198.51.100.0/24 or 198.51.100.7/32";

const publicKey = text(
  /^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]{60,}={0,3}( [\w.@+ -]+)?$/,
  "a public key as in a .pub file: ssh-ed25519 and letters",
  "<public-key>",
);

const tags = described(
  z.record(
    z
      .string()
      .min(1)
      .max(128)
      .regex(/^(?!aws:)[\w .:/=+@-]+$/),
    z.union([z.string().max(256), z.number(), z.boolean()]),
  ),
  "a group of tags",
  "<value>",
);

export const host = {
  host: z
    .strictObject({
      kind: setting(choice(hostKinds).default("local"), {
        description:
          "Where the node runs: on this machine, on a server by SSH, or on an instance that `up` makes on AWS",
      }),
      address: setting(
        text(/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, "a host name or an IPv4 address", "<address>").optional(),
        { description: "The server's address, as SSH takes it", hosts: SERVER },
      ),
      port: setting(port().default(22), { description: "Port of the server's SSH", hosts: SERVER }),
      user: setting(text(/^[a-z_][a-z0-9_-]{0,31}$/, "a user's name", "<user>").default("root"), {
        description: "The server's user: root, or one that may use sudo without a password",
        hosts: SERVER,
      }),
      identityFile: setting(absolutePath().optional(), {
        description: "The private key's file on this machine; unset, SSH's own choice and its agent",
        hosts: REMOTE,
      }),
      installDocker: setting(toggle().default(false), {
        description: "Installs Docker from the server's own packages where there is none",
        hosts: SERVER,
      }),
      readyTimeoutSeconds: setting(integer(30).default(900), {
        description: "How long `up` waits until the host has booted and its Docker answers",
        unit: "s",
        hosts: REMOTE,
      }),
    })
    .prefault({}),
  aws: z
    .strictObject({
      region: setting(text(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as eu-central-1", "<region>").optional(), {
        description: "The region, near the Ethereum node that is used",
        hosts: AWS,
      }),
      instanceType: setting(
        text(/^[a-z]+\d+[a-z-]*\.[a-z0-9-]+$/, "an instance type such as c7i.4xlarge", "<type>").default("c7i.4xlarge"),
        {
          description: "The instance type: 16 vCPUs of Skylake or newer are advised, arm64 where the image has it",
          hosts: AWS,
        },
      ),
      amiId: setting(text(/^ami-[0-9a-f]{8,17}$/, "an image's id: ami- and hex digits", "<ami>").optional(), {
        description:
          "A Debian 13 image to pin; unset, the newest one when the instance is made, and none newer after that",
        hosts: AWS,
      }),
      subnetId: setting(
        text(/^subnet-[0-9a-f]{8,17}$/, "a subnet's id: subnet- and hex digits", "<subnet>").optional(),
        {
          description: "A public subnet; unset, one of the region's default VPC",
          hosts: AWS,
        },
      ),
      sshPublicKey: setting(publicKey.optional(), {
        description: "The public key that may log in; it is put onto the instance at its first boot",
        hosts: AWS,
      }),
      access: setting(choice(["instance-connect", "ssh"]).default("instance-connect"), {
        description:
          "The way to the instance's SSH: through an EC2 Instance Connect Endpoint, with no port open, or straight",
        hosts: AWS,
      }),
      sshSources: setting(sources().optional(), {
        description: "Networks that reach port 22, for `aws.access: ssh`",
        hosts: AWS,
      }),
      endpointSecurityGroupId: setting(
        text(/^sg-([\da-f]{8}|[\da-f]{17})$/, "a security group such as sg-0123456789abcdef0", "<group>").optional(),
        {
          description:
            "Security group of the EC2 Instance Connect Endpoint that the VPC has already: AWS allows one; unset, `up` makes it",
          hosts: AWS,
        },
      ),
      rpcSources: setting(sources().optional(), {
        description: "Networks that reach JSON-RPC, which asks for no password; unset, the instance alone",
        hosts: AWS,
      }),
      dataGb: setting(integer(50, EBS.mostGb).default(1000), {
        description: "Size of the data volume; it can grow while the node runs, and not shrink",
        unit: "GiB",
        hosts: AWS,
      }),
      dataIops: setting(integer(EBS.baseIops, EBS.mostIops).default(EBS.baseIops), {
        description: "Operations per second of the data volume",
        hosts: AWS,
      }),
      dataThroughput: setting(integer(EBS.baseThroughput, EBS.mostThroughput).default(EBS.baseThroughput), {
        description: "Throughput of the data volume",
        unit: "MiB/s",
        hosts: AWS,
      }),
      rootGb: setting(integer(20, EBS.mostGb).default(40), {
        description: "Size of the system's volume: Docker's images and logs are on it",
        unit: "GiB",
        hosts: AWS,
      }),
      terminationProtection: setting(toggle().default(false), {
        description: "Refuses to terminate the instance, by hand as by `up`, until it is set to false",
        hosts: AWS,
      }),
      generation: setting(integer(1).default(1), {
        description: "Another number makes another instance: the same address, data and peer id on a fresh system",
        hosts: AWS,
      }),
      tags: setting(tags.optional(), {
        description: "Tags of everything that is made on AWS, besides the stack's own",
        hosts: AWS,
      }),
    })
    .prefault({}),
};
