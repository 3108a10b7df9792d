/** Quotas of the simulated account. */
export const QUOTA = { vcpus: 64, addresses: 5 } as const;

/** Quotas of EC2 by their codes. Source: `aws service-quotas list-service-quotas --service-code ec2`. */
const CODES: Readonly<Record<string, number>> = { "L-1216C47A": QUOTA.vcpus, "L-0263D0A3": QUOTA.addresses };

/** Returns a quota's value. @throws AWS's error if the service has no such quota */
export function quotaOf(service: string, code: string): number {
  const value = service === "ec2" ? CODES[code] : undefined;
  if (value === undefined)
    throw new Error("NoSuchResourceException: The request failed because the specified quota does not exist.");
  return value;
}
