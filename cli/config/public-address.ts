/** Asks services on the internet by which address this machine is seen. */
import { OperatorError } from "../../terminal/output";

/** As the node itself asks them, in its order. Source: P2P_PUBLIC_IP_SERVICES of 5.x. */
export const SERVICES = [
  "https://api.ipify.org",
  "https://checkip.amazonaws.com",
  "https://ifconfig.me/ip",
  "https://icanhazip.com",
];

const TIMEOUT_MS = 5000;
const LONGEST_ANSWER = 100;

/** @throws {OperatorError} with what each service said, where none tells an IPv4 address */
export async function publicAddress(services: readonly string[]): Promise<string> {
  const failures: string[] = [];
  for (const service of services) {
    const found = await askedOf(service);
    if (found.address !== undefined) return found.address;
    failures.push(`  ${service}: ${found.why}`);
  }
  throw new OperatorError(
    [
      "No service told this machine's public address:",
      ...failures,
      "  Write it, or name another service: --ip-service <url>",
    ].join("\n"),
  );
}

async function askedOf(service: string): Promise<{ address: string } | { address?: undefined; why: string }> {
  try {
    const response = await fetch(service, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = (await response.text()).trim();
    if (!response.ok) return { why: `it answered with status ${response.status}` };
    if (text.length <= LONGEST_ANSWER && /^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return { address: text };
    return { why: "its answer is no IPv4 address" };
  } catch (error) {
    return { why: reason(error) };
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer in ${TIMEOUT_MS / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}
