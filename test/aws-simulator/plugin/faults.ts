/**
 * Errors of AWS that come from outside: a busy API, a session that has expired. A test names them in
 * AZTEC_VALIDATOR_CLOUD_FAULT as `<operation>:<code>` or `<operation>:<code>:<times>`; without a number, for ever.
 */
import { type EC2Client, EC2ServiceException } from "@aws-sdk/client-ec2";

/** Texts of AWS's errors. */
const TEXTS: Readonly<Record<string, string>> = {
  RequestExpired: "Request has expired.",
  ExpiredToken: "The security token included in the request is expired",
  RequestLimitExceeded: "Request limit exceeded.",
};

/** Makes a client fail as the environment says, inside the client's own retries. */
export function injectFaults(client: EC2Client): void {
  let count = 0;
  client.middlewareStack.add(
    (next, context) => (args) => {
      const [operation, code = "", times = "Infinity"] = (process.env.AZTEC_VALIDATOR_CLOUD_FAULT ?? "").split(":");
      if (context.commandName !== `${operation ?? ""}Command` || count >= Number(times)) return next(args);
      count += 1;
      throw fault(code);
    },
    { step: "deserialize", name: "faults", priority: "low" },
  );
}

function fault(name: string): EC2ServiceException {
  const $metadata = { httpStatusCode: name === "RequestLimitExceeded" ? 503 : 400 };
  return new EC2ServiceException({ name, message: TEXTS[name] ?? name, $fault: "client", $metadata });
}
