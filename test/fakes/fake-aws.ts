/**
 * An `aws` that answers the questions about an account. It differs from the real one in that it reads neither options nor
 * credentials: a test says what each command prints.
 */
import path from "node:path";
import { writeProgram } from "../fixtures/folder";

/** What a command prints, by its two words; with an exit code if it fails. */
export type FakeAws = Readonly<Record<string, unknown>>;

const quota = { Quota: { Value: 256 } };
const DEFAULTS: FakeAws = {
  version: "aws-cli/2.31.4 Python/3.13.7 Linux/6.12 exe/x86_64",
  "sts get-caller-identity": { Account: "111122223333", Arn: "arn:aws:iam::111122223333:user/operator" },
  "service-quotas get-service-quota": quota,
  "ec2 describe-instances": { Reservations: [] },
  "ec2 describe-addresses": { Addresses: [] },
  "ec2 describe-images": { Images: [{ Architecture: "x86_64" }] },
  "ec2 describe-snapshots": { Snapshots: [{ State: "completed", Progress: "100%", VolumeSize: 50 }] },
  "ec2 describe-volumes": { Volumes: [] },
  "ec2 describe-subnets": { Subnets: [{ VpcId: "vpc-1" }] },
  "ec2 describe-route-tables": {
    RouteTables: [
      {
        VpcId: "vpc-1",
        Associations: [{ Main: true }],
        Routes: [{ DestinationCidrBlock: "0.0.0.0/0", GatewayId: "igw-1" }],
      },
    ],
  },
  "ec2 describe-instance-type-offerings": { InstanceTypeOfferings: [{ Location: "eu-central-1a" }] },
};

/** Writes it into a folder of the PATH. @param answers texts are errors, but the version */
export function writeFakeAws(folder: string, answers: FakeAws = {}): void {
  const { version, ...rest } = { ...DEFAULTS, ...answers };
  const cases = Object.entries(rest).map(([words, answer]) =>
    typeof answer === "string"
      ? `  *" ${words} "*) cat >&2 <<'END'\n${answer}\nEND\n exit 254 ;;`
      : `  *" ${words} "*) cat <<'END'\n${JSON.stringify(answer)}\nEND\n ;;`,
  );
  const lines = ["#!/bin/sh", 'case " $* " in', `  " --version "*) echo '${String(version)}' ;;`, ...cases];
  writeProgram(path.join(folder, "aws"), [...lines, "  *) exit 252 ;;", "esac", ""].join("\n"));
}
