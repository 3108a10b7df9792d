/** The simulated AWS as the account of the smoke test, with an Ethereum on its internet. */
import path from "node:path";
import { stopWorld, asOperator } from "../aws-simulator/ec2/world";
import { onInstances, PLUGINS, startInternet } from "../cloud/cloud-stack";
import type { Account } from "./account";

export async function simulatedAccount(): Promise<Account> {
  const { endpoint } = await startInternet();
  // Pulumi finds the plugin of the simulated AWS there, and the program `aws`.
  process.env.PATH = [PLUGINS, process.env.PATH].join(path.delimiter);
  const settings = Object.entries(await onInstances()).filter(([name]) => name !== "attesterPrivateKey");
  return {
    values: { ...Object.fromEntries(settings), role: "full-node" },
    env: asOperator(endpoint),
    close: stopWorld,
  };
}
