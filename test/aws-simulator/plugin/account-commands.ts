/** The commands of the simulated `aws` that ask for its version, and about the account itself. */
import { values } from "./arguments";
import { runCommand } from "./command-line";
import { LOGIN_ACCOUNT } from "./login";
import { quotaOf } from "./quota";

function identity(): Promise<string> {
  const Arn = `arn:aws:iam::${LOGIN_ACCOUNT}:user/operator`;
  return Promise.resolve(JSON.stringify({ Account: LOGIN_ACCOUNT, Arn }));
}

function quota(): Promise<string> {
  const Value = quotaOf(values["service-code"] ?? "", values["quota-code"] ?? "");
  return Promise.resolve(JSON.stringify({ Quota: { Value } }));
}

if (values.version) console.log("aws-cli/2.31.4 Python/3.13.7 Linux/6.12 exe/x86_64");
else runCommand({ "sts get-caller-identity": identity, "service-quotas get-service-quota": quota });
