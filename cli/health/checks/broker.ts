/** Checks the broker of a prover. Pure. */
import type { Finding } from "../finding";

/** Judges the answer of a broker. @param command that sets another one */
export function brokerFinding(
  { server, error }: { readonly server: string; readonly error?: string | undefined },
  command: string | undefined,
): Finding {
  const check = "broker";
  if (error === undefined) return { check, severity: "ok", message: `${server} answers` };
  const remedy = `check that it runs and accepts connections from the node's host${command ? `; or use another one: ${command}` : ""}`;
  return { check, severity: "failure", message: `${server} ${error}`, remedy };
}
