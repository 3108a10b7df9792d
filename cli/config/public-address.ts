/** Detects this machine's public address by services on the internet. */
import { OperatorError } from "../../terminal/output";

/** The services that the node itself uses, in its order. Source: P2P_PUBLIC_IP_SERVICES of 5.x. */
export const IP_SERVICES = [
  "https://api.ipify.org",
  "https://checkip.amazonaws.com",
  "https://ifconfig.me/ip",
  "https://icanhazip.com",
];

const TIMEOUT_MS = 5000;
const MAX_ANSWER_LENGTH = 100;

/** @throws {OperatorError} with the failure of each service, if none returns an IPv4 address */
export async function publicAddress(services: readonly string[]): Promise<string> {
  const failures: string[] = [];
  for (const service of services) {
    const answer = await query(service);
    if ("address" in answer) return answer.address;
    failures.push(`  ${nameOf(service)}: ${answer.failure}`);
  }
  throw new OperatorError(
    [
      "This machine's public address could not be detected:",
      ...failures,
      "  Enter the address, or use another service: --ip-service <url>",
    ].join("\n"),
  );
}

/** Returns what a message calls a service: its URL may have a key. */
function nameOf(service: string): string {
  return URL.parse(service)?.host ?? "a service whose text is not a URL";
}

async function query(service: string): Promise<{ address: string } | { failure: string }> {
  if (!URL.canParse(service)) return { failure: "write a URL that starts with https://" };
  try {
    const response = await fetch(service, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = (await response.text()).trim();
    if (!response.ok) return { failure: `HTTP status ${response.status}` };
    if (text.length <= MAX_ANSWER_LENGTH && /^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return { address: text };
    return { failure: "the answer is not an IPv4 address" };
  } catch (error) {
    return { failure: describe(error).replaceAll(service, nameOf(service)) };
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${TIMEOUT_MS / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
