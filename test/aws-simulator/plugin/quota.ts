/** Quotas of the simulated account. */
export const QUOTA = { vcpus: 64, addresses: 5 } as const;
