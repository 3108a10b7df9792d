/** Recognises in SSH's output what the command failed at that SSH connects through. Pure. */

/** Beginnings of SSH's own lines. Source: OpenSSH 9 and 10, `ssh.c`, `sshconnect.c`, `kex.c`, `packet.c`, `clientloop.c`. */
const OWN = new RegExp(
  `^(${[
    "ssh: ",
    "ssh_",
    "kex_",
    "Connection (closed|reset|refused|timed out|to .* (closed|timed out))",
    "Timeout, server",
    "client_loop",
    "banner exchange",
    "Host key verification failed",
    "No .* host key is known",
    "Permission denied",
    "[^ ]+@[^ ]+: Permission denied",
    "Received disconnect",
    "Disconnected from",
    "Warning: ",
    "Load key ",
    "Unable to negotiate",
    "mux_client",
    "@+",
  ].join("|")})`,
  "i",
);

/** Texts of faults that pass by themselves: the instance does not listen yet, is not known everywhere yet, or AWS is busy. */
const PASSING =
  /ConnectionFailure|connect to (the )?(target|endpoint)|InvalidInstanceI[dD]|invalid instance|argument --instance-id: expected|RequestLimitExceeded|Throttl|ServiceUnavailable|InternalError|timed? ?out|temporar|Broken pipe|websocket/i;

/** Texts of faults that do not pass: no such program, an unknown command, no credentials, no right. */
const LASTING =
  /not found|No such file|no matches found|Invalid choice|Unknown options|unrecognized arguments|following arguments are required|Unable to locate credentials|could not be found|expired|InvalidClientTokenId|SignatureDoesNotMatch|AuthFailure|Unauthorized|AccessDenied|not authorized|Token for .* does not exist|Error loading SSO|There are no instance connect endpoints/i;

/** Returns whether AWS may give another answer soon: it is busy, or does not know everywhere yet what was made. */
export const passesByItself = (text: string): boolean => PASSING.test(text);

/** Returns the line that says why; undefined if SSH itself failed, or if it may pass. */
export function tunnelFault(text: string): string | undefined {
  const foreign = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !OWN.test(line));
  if (foreign.some(passesByItself)) return undefined;
  return foreign.find((line) => LASTING.test(line));
}
