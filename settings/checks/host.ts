/** Checks what each kind of host needs, and what AWS would refuse. */
import { EBS, instanceKind, typesInstead } from "../aws/instance-types";
import { regionProblem } from "../aws/regions";
import { fillInFix, setFix } from "../fixes";
import { SSH_PORT } from "../ports";
import { excess, missing, type Problem, wrong } from "../problems";
import type { Settings } from "../schema";
import type { Check, Context } from "./context";

export const checkHost: Check = (context) => {
  const { kind } = context.settings.host;
  if (kind === "local") return ports(context);
  return [...localNetwork(context), ...ports(context), ...(kind === "ssh" ? server(context) : aws(context))];
};

/** Finds a local network elsewhere than on this machine, where its images are built. */
function localNetwork({ settings }: Context): Problem[] {
  if (settings.network !== "local") return [];
  const message = `is ${settings.host.kind}, but a local network runs only on this machine`;
  return [excess("host.kind", message)];
}

/** Finds ports of the node that are SSH's on the host, which `up` needs. */
function ports({ settings: { host, p2p, rpcPort } }: Context): Problem[] {
  const port = host.kind === "ssh" ? host.port : SSH_PORT;
  return Object.entries({ "p2p.port": p2p.port, rpcPort })
    .filter(([, value]) => value === port)
    .map(([path]) => wrong(path, `is ${port}, the host's SSH port: use another one`));
}

function server({ settings }: Context): Problem[] {
  if (settings.host.address) return [];
  return [missing("host.address", "SSH connects to it")];
}

function aws({ settings, isSet }: Context): Problem[] {
  const needed = {
    "aws.region": "the instance is created there",
    "aws.sshPublicKey": "`up` logs in to the instance with it",
  };
  return [
    ...Object.entries(needed)
      .filter(([path]) => !isSet(path))
      .map(([path, why]) => missing(path, why)),
    ...region(settings),
    ...access(settings),
    ...endpoint(settings),
    ...volume(settings),
    ...instance(settings),
    ...address(isSet),
  ];
}

function region({ aws: { region: name } }: Settings): Problem[] {
  const message = name && regionProblem(name);
  return message ? [wrong("aws.region", message)] : [];
}

function access({ aws: { access: way, sshSources } }: Settings): Problem[] {
  const path = "aws.sshSources";
  if (way === "ssh" && !sshSources) {
    return [missing(path, "aws.access is ssh, which only these networks may use")];
  }
  if (way === "ssh" || !sshSources) return [];
  return [wrong(path, "has no effect without aws.access: ssh", setFix("aws.access", "ssh"))];
}

function endpoint({ aws: { access: way, endpointSecurityGroupId } }: Settings): Problem[] {
  const path = "aws.endpointSecurityGroupId";
  if (way === "instance-connect" || !endpointSecurityGroupId) return [];
  return [excess(path, "has no effect without aws.access: instance-connect")];
}

/** Checks AWS's limits of a gp3 volume that relate two of its settings. */
function volume({ aws: { dataGb, dataIops, dataThroughput } }: Settings): Problem[] {
  return [
    ...ratio("aws.dataIops", dataIops, dataGb * EBS.iopsPerGb, `${EBS.iopsPerGb} for each GiB of aws.dataGb`),
    ...ratio(
      "aws.dataThroughput",
      dataThroughput,
      dataIops * EBS.throughputPerIops,
      `${EBS.throughputPerIops} MiB/s per IOPS of aws.dataIops`,
    ),
  ];
}

function ratio(path: string, value: number, most: number, rule: string): Problem[] {
  if (value <= most) return [];
  return [wrong(path, `is ${value}, but AWS allows at most ${most}: ${rule}`, fillInFix(path, `<up to ${most}>`))];
}

function instance({ aws: { instanceType }, memoryMb, image }: Settings): Problem[] {
  const path = "aws.instanceType";
  const kind = instanceKind(instanceType);
  if (typeof kind === "string") {
    return [wrong(path, `is ${instanceType}, ${kind}`, setFix(path, "c7i.4xlarge"))];
  }
  const near = typesInstead(instanceType);
  if (near.length > 0) {
    const message = `is ${instanceType}, a size that AWS does not have. It has ${near.join(" and ")}`;
    return [wrong(path, message, setFix(path, near.at(-1)))];
  }
  const tagged = /-(amd64|arm64)(@.*)?$/.exec(image ?? "")?.[1];
  if (tagged && tagged !== kind.architecture) {
    const message = `is for ${tagged}, but ${instanceType} has ${kind.architecture} processors: the node would not start`;
    return [wrong("image", message)];
  }
  // The system and Docker need one GiB.
  const free = kind.memoryGb * 1024 - 1024;
  if (memoryMb <= free) return [];
  const message = `is ${memoryMb}, but ${instanceType} has ${kind.memoryGb} GiB, and the system needs one of them`;
  return [wrong("memoryMb", message, fillInFix("memoryMb", `<up to ${free}>`))];
}

/** Finds settings of an announced address: the stack announces its Elastic IP. */
function address(isSet: Context["isSet"]): Problem[] {
  return ["p2p.announceIp", "p2p.queryForIp"]
    .filter(isSet)
    .map((path) => excess(path, "is not needed on AWS: the stack announces its own Elastic IP"));
}
