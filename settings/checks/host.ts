/** Whether a stack can have its host: what each kind of host needs, and what AWS would refuse. */
import { EBS, instanceKind } from "../aws/instance-types";
import { fillInFix, setFix } from "../fixes";
import { excess, missing, type Problem, wrong } from "../problems";
import type { Settings } from "../schema";
import type { Check, Context } from "./context";

export const checkHost: Check = (context) => {
  const { kind } = context.settings.host;
  if (kind === "local") return [];
  return [...own(context), ...(kind === "ssh" ? server(context) : aws(context))];
};

/** The images of a network of one's own are built on this machine. */
function own({ settings }: Context): Problem[] {
  if (settings.network !== "local") return [];
  const message = `is ${settings.host.kind}, but network local is for this machine alone`;
  return [excess("host.kind", message)];
}

function server({ settings }: Context): Problem[] {
  if (settings.host.address) return [];
  return [missing("host.address", "it is where the server is")];
}

function aws({ settings, isSet }: Context): Problem[] {
  const needed = {
    "aws.region": "the instance is made there",
    "aws.sshPublicKey": "it is how `up` gets onto the instance",
  };
  return [
    ...Object.entries(needed)
      .filter(([path]) => !isSet(path))
      .map(([path, why]) => missing(path, why)),
    ...access(settings),
    ...endpoint(settings),
    ...volume(settings),
    ...instance(settings),
    ...address(isSet),
  ];
}

function access({ aws: { access: way, sshSources } }: Settings): Problem[] {
  const path = "aws.sshSources";
  if (way === "ssh" && !sshSources) {
    return [missing(path, "aws.access is ssh, which is from your networks")];
  }
  if (way === "ssh" || !sshSources) return [];
  return [wrong(path, "is of use only with aws.access: ssh", setFix("aws.access", "ssh"))];
}

function endpoint({ aws: { access: way, endpointSecurityGroupId } }: Settings): Problem[] {
  const path = "aws.endpointSecurityGroupId";
  if (way === "instance-connect" || !endpointSecurityGroupId) return [];
  return [excess(path, "is of use only with aws.access: instance-connect")];
}

/** The bound of 500 IOPS for each GiB needs no check: the smallest volume there can be has more than the most IOPS. */
function volume({ aws: { dataIops, dataThroughput } }: Settings): Problem[] {
  const path = "aws.dataThroughput";
  const most = dataIops * EBS.throughputPerIops;
  if (dataThroughput <= most) return [];
  const message = `is ${dataThroughput}, more than ${most}: AWS gives ${EBS.throughputPerIops} MiB/s for each of aws.dataIops`;
  return [wrong(path, message, fillInFix(path, `<up to ${most}>`))];
}

function instance({ aws: { instanceType }, memoryMb }: Settings): Problem[] {
  const path = "aws.instanceType";
  const kind = instanceKind(instanceType);
  if (typeof kind === "string") {
    return [wrong(path, `is ${instanceType}, ${kind}`, setFix(path, "c7i.4xlarge"))];
  }
  // What the system and Docker take themselves.
  const free = kind.memoryGb * 1024 - 1024;
  if (memoryMb <= free) return [];
  const message = `is ${memoryMb}, but ${instanceType} has ${kind.memoryGb} GiB, of which the system needs one`;
  return [wrong("memoryMb", message, fillInFix("memoryMb", `<up to ${free}>`))];
}

/** Peers are told the Elastic IP. */
function address(isSet: Context["isSet"]): Problem[] {
  return ["p2p.announceIp", "p2p.queryForIp"]
    .filter(isSet)
    .map((path) => excess(path, "is what AWS brings itself: the address is an Elastic IP of the stack's own"));
}
