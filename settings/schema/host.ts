/** Settings of the host: this machine, an existing server, or an instance that `up` creates on AWS. */
import { z } from "zod";
import { isNetwork, isOfHost } from "../../keys/addresses";
import { EBS } from "../aws/instance-types";
import { hasPlaceholder } from "../placeholders";
import { described } from "./type-description";
import { type HostKind, hostKinds, setting } from "./definition";
import * as t from "./types";

const SERVER: readonly HostKind[] = ["ssh"];
const REMOTE: readonly HostKind[] = ["ssh", "aws"];
const AWS: readonly HostKind[] = ["aws"];

/** A list of networks that may connect. The whole internet is refused. */
function sources() {
  const type = z.string().superRefine((value, context) => {
    const bits = Number(value.split("/")[1]);
    if (bits === 0) context.addIssue({ code: "custom", message: "is the whole internet: enter your own networks" });
    else if (isNetwork(value) && bits < 8)
      context.addIssue({ code: "custom", message: `is 1/${2 ** bits} of the internet: enter your own networks` });
    else if (!isNetwork(value)) context.addIssue({ code: "custom", message: `must be ${NETWORK}` });
  });
  const all = z
    .array(described(type, NETWORK, "<network>"))
    .min(1)
    .superRefine((networks, context) => {
      const twice = networks.find((network, index) => networks.indexOf(network) !== index);
      // AWS refuses a second rule for the same network, after other things have been made.
      if (twice !== undefined) context.addIssue({ code: "custom", message: `have ${twice} twice: enter it once` });
      const share = networks
        .map((network) => Number(network.split("/")[1]))
        // Larger ones are refused by themselves.
        .reduce((sum, bits) => (bits >= 8 ? sum + 2 ** -bits : sum), 0);
      if (share <= MOST_OF_INTERNET) return;
      const message = `are together more than 1/${1 / MOST_OF_INTERNET} of the internet: enter your own networks`;
      context.addIssue({ code: "custom", message });
    });
  return described(all, "a list of one or more networks", "<network>,<network>");
}

/** The share of all addresses that one operator's networks may have: sixteen of the largest allowed ones. */
const MOST_OF_INTERNET = 1 / 16;

const NETWORK = "a network in CIDR form, such as 198.51.100.0/24 or 198.51.100.7/32";

const publicKey = described(
  z
    .string()
    .regex(/^(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]{60,}={0,3}( \P{C}*)?$/u)
    .superRefine((value, context) => {
      const [type = "", content = "", ...comment] = value.split(" ");
      const message = comment.some((word) => word.startsWith("AAAA"))
        ? "has two keys, and SSH would read the second one as a comment: write one"
        : "is an incomplete or damaged SSH public key: copy the .pub file again";
      if (!isWholeKey(type, content) || comment.some((word) => word.startsWith("AAAA")))
        context.addIssue({ code: "custom", message });
    }),
  "an SSH public key as in a .pub file: ssh-ed25519 …",
  "<public-key>",
);

/** Returns whether a public key's content is of its type and complete: fields, each behind its length of 4 bytes. */
function isWholeKey(type: string, content: string): boolean {
  const bytes = Buffer.from(content, "base64");
  const fields: Buffer[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUInt32BE(at);
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return at === bytes.length && fields.length >= 2 && fields[0]?.toString() === type;
}

/** The most tags of a resource, which are 50 for AWS, without two that only the stack sets. */
const MOST_TAGS = 48;
const SAME_TAG = "differs from another tag only by its capitals: AWS takes the two for one, and refuses the role";

/** Tags. The stack sets `Name` too. */
const tags = described(
  z
    .record(
      z
        .string()
        .min(1)
        .max(128)
        .regex(/^(?![aA][wW][sS]:|[aA]ztec-[vV]alidator|AZTEC-VALIDATOR)[\w .:/=+@-]+$/),
      described(
        z.union([
          z
            .string()
            .max(256)
            .regex(/^[\p{L}\p{N}\p{Z}_.:/=+@-]*$/u),
          z.number(),
          z.boolean(),
        ]),
        "a text of at most 256 letters, digits, spaces and _ . : / = + - @",
        "<value>",
      ),
    )
    .superRefine((all, context) => {
      const names = ["Name", ...Object.keys(all).filter((name) => name !== "Name")];
      const lower = names.map((name) => name.toLowerCase());
      const twice = names.find((_, i) => lower.indexOf(lower[i] ?? "") < i);
      if (twice !== undefined) context.addIssue({ code: "custom", message: SAME_TAG, path: [twice] });
      if (names.length <= MOST_TAGS) return;
      const message = `has ${names.length - 1} tags, and AWS allows ${MOST_TAGS - 1} beside the stack's own`;
      context.addIssue({ code: "custom", message });
    }),
  "a group of tags",
  "<value>",
);

/** The name or the address of a server, or an alias in SSH's configuration. Of digits and dots alone it is an address. */
function hostAddress() {
  const type = z
    .string()
    .regex(/^\w([\w-]*\w)?(\.\w([\w-]*\w)?)*$/)
    .refine((value) => !/^[\d.]+$/.test(value) || (z.ipv4().safeParse(value).success && isOfHost(value)))
    .refine((value) => !hasPlaceholder(value));
  return described(type, "a host name or an IPv4 address", "<address>");
}

/** The path of an SSH private key, or of a public one whose private key is in SSH's agent. */
function privateKeyFile() {
  const type = t.absolutePath().superRefine((value, context) => {
    const isOther = /\/(\.ssh|known_hosts(\.old)?|authorized_keys|config)$/.test(value);
    if (isOther)
      context.addIssue({
        code: "custom",
        message: "is not the file of a key: the private key is beside the .pub file",
      });
  });
  return described(type, "an absolute path without spaces and without .., other than /", "</path>");
}

export const host = {
  host: z
    .strictObject({
      kind: setting(t.choice(hostKinds).default("local"), {
        description: "Where the node runs: this machine, a server over SSH, or an instance that `up` creates on AWS",
      }),
      address: setting(hostAddress().optional(), { description: "Host name or address of the server", hosts: SERVER }),
      port: setting(t.port().default(22), { description: "SSH port of the server", hosts: SERVER }),
      user: setting(t.text(/^[a-z_][a-z0-9_.-]{0,31}$/, "a user name", "<user>").default("root"), {
        description: "User on the server: root, or one with passwordless sudo",
        hosts: SERVER,
      }),
      identityFile: setting(privateKeyFile().optional(), {
        description: "Path of the SSH private key on this machine. Default: SSH's configuration and agent",
        hosts: REMOTE,
      }),
      installDocker: setting(t.toggle().default(false), {
        description: "Install Docker from the server's distribution if it is missing",
        hosts: SERVER,
      }),
      readyTimeoutSeconds: setting(t.integer(30).default(900), {
        description: "How long `up` waits for the host to boot and its Docker to answer",
        unit: "s",
        hosts: REMOTE,
      }),
    })
    .prefault({}),
  aws: z
    .strictObject({
      region: setting(t.text(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as eu-central-1", "<region>").optional(), {
        description: "AWS region. Choose one near your Ethereum node",
        hosts: AWS,
      }),
      profile: setting(
        t.text(/^[\w.@+=/][\w.@+=/-]*$/, "the name of a profile, without spaces", "<profile>").optional(),
        {
          description:
            "Profile in `~/.aws/config`, for everything that calls AWS. One with `role_arn` assumes a role. Default: as `aws` chooses",
          hosts: AWS,
        },
      ),
      instanceType: setting(
        t
          .text(/^[a-z]+\d+[a-z-]*\.[a-z0-9-]+$/, "an instance type such as c7i.4xlarge", "<type>")
          .default("c7i.4xlarge"),
        {
          description:
            "EC2 instance type. At least 16 vCPUs (Skylake or newer) are recommended; arm64 only if the image supports it",
          hosts: AWS,
        },
      ),
      amiId: setting(t.text(/^ami-[0-9a-f]{8,17}$/, "an AMI id such as ami-0123456789abcdef0", "<ami>").optional(), {
        description:
          "Debian 13 image to pin. Default: the newest one at creation; later ones do not replace the instance",
        hosts: AWS,
      }),
      subnetId: setting(
        t.text(/^subnet-[0-9a-f]{8,17}$/, "a subnet id such as subnet-0123456789abcdef0", "<subnet>").optional(),
        {
          description: "Public subnet. Default: one of the region's default VPC",
          hosts: AWS,
        },
      ),
      addressId: setting(
        t
          .text(
            /^eipalloc-([\da-f]{8}|[\da-f]{17})$/,
            "an allocation id such as eipalloc-0123456789abcdef0",
            "<address>",
          )
          .optional(),
        {
          description: "Elastic IP that you have already. `destroy` does not release it. Default: `up` allocates one",
          hosts: AWS,
        },
      ),
      sshPublicKey: setting(publicKey.optional(), {
        description: "SSH public key that may log in. It is installed at the instance's first boot",
        hosts: AWS,
      }),
      access: setting(t.choice(["instance-connect", "ssh"]).default("instance-connect"), {
        description:
          "How SSH reaches the instance: through an EC2 Instance Connect Endpoint (no open port), or directly",
        hosts: AWS,
      }),
      sshSources: setting(sources().optional(), {
        description: "Networks that may reach port 22, for `aws.access: ssh`",
        hosts: AWS,
      }),
      endpointSecurityGroupId: setting(
        t
          .text(/^sg-([\da-f]{8}|[\da-f]{17})$/, "a security group id such as sg-0123456789abcdef0", "<group>")
          .optional(),
        {
          description:
            "Security group of an EC2 Instance Connect Endpoint that the VPC has already (AWS allows one). Default: `up` creates one",
          hosts: AWS,
        },
      ),
      rpcSources: setting(sources().optional(), {
        description: "Networks that may reach JSON-RPC, which has no password. Default: only the instance itself",
        hosts: AWS,
      }),
      dataGb: setting(t.integer(50, EBS.mostGb).default(1000), {
        description: "Size of the data volume. It can grow while the node runs, but never shrink",
        unit: "GiB",
        hosts: AWS,
      }),
      dataIops: setting(t.integer(EBS.baseIops, EBS.mostIops).default(20_000), {
        description:
          "I/O operations per second of the data volume. The node's vendor recommends 50,000; c7i.4xlarge sustains 20,000",
        hosts: AWS,
      }),
      dataThroughput: setting(t.integer(EBS.baseThroughput, EBS.mostThroughput).default(625), {
        description: "Throughput of the data volume",
        unit: "MiB/s",
        hosts: AWS,
      }),
      dataSnapshotId: setting(
        t
          .text(/^snap-([\da-f]{8}|[\da-f]{17})$/, "a snapshot id such as snap-0123456789abcdef0", "<snapshot>")
          .optional(),
        {
          description:
            "Snapshot of a data volume, for a new one. A sequencer then starts after two epochs. An existing volume stays as it is",
          hosts: AWS,
        },
      ),
      dailySnapshots: setting(t.integer(0, 1000).default(0), {
        description:
          "Number of snapshots of the data volume to keep. AWS makes one each day. 0: AWS makes none, and existing ones stay",
        hosts: AWS,
      }),
      rootGb: setting(t.integer(20, EBS.mostGb).default(40), {
        description: "Size of the root volume, which holds Docker's images and logs",
        unit: "GiB",
        hosts: AWS,
      }),
      terminationProtection: setting(t.toggle().default(false), {
        description: "Protect the instance from termination, by hand and by `up`, until set to false",
        hosts: AWS,
      }),
      generation: setting(t.integer(1).default(1), {
        description:
          "Change the number to replace the instance by a fresh one that keeps the address, data and peer id",
        hosts: AWS,
      }),
      tags: setting(tags.optional(), {
        description: "Tags for all AWS resources, in addition to the stack's own",
        hosts: AWS,
      }),
    })
    .prefault({}),
};
