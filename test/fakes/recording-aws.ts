/** An `aws` that records its arguments, each in brackets, and finds one instance. It opens no tunnel. */
import { tunnel } from "../../remote/aws-tunnel";

/** The script. The file of the record is in RECORD; with NO_CREDENTIALS it finds no instance. */
export const RECORDING_AWS = `#!/bin/sh
for word; do printf '[%s]' "$word" >>"$RECORD"; done
echo >>"$RECORD"
case " $* " in *" describe-instances "*) [ -z "$NO_CREDENTIALS" ] || { echo "Unable to locate credentials" >&2; exit 253; }; echo i-0123456789abcdef0 ;; esac
`;

const ADDRESS = "198.51.100.7";
const ACCOUNT = ["--region", "eu-central-1", "--profile", "team/validators"];
/** The tunnel of the account. */
export const TUNNEL = tunnel({ region: "eu-central-1", profile: "team/validators" });
/** Arguments of an `ssh` that connects through the tunnel. */
export const SSH_ARGS = [
  "-F",
  "/dev/null",
  "-o",
  "BatchMode=yes",
  "-o",
  `ProxyCommand=${TUNNEL}`,
  `aztec@${ADDRESS}`,
  "true",
];

const recorded = (...words: readonly string[]) => [...ACCOUNT, ...words].map((word) => `[${word}]`).join("");
const FILTERS = ["--filters", `Name=ip-address,Values=${ADDRESS}`, "Name=instance-state-name,Values=running"];
const IDS = ["--query", "Reservations[].Instances[].InstanceId", "--output", "text"];
/** The record of the query for the instance with the address. */
export const QUERY = recorded("ec2", "describe-instances", ...FILTERS, ...IDS);
/** The record of the tunnel to it. */
export const OPEN = recorded("ec2-instance-connect", "open-tunnel", "--instance-id", "i-0123456789abcdef0");
