/**
 * The project's own Pulumi provider: resources that exist once something is true of a running node. A provider and
 * not a callback in the program, so that a check that failed is not in the state and is made again by the next `up`.
 */
import { main, type Provider } from "@pulumi/pulumi/provider";
import { nodeReady } from "./node-ready";

const VERSION = "0.1.0";

const provider: Provider = {
  version: VERSION,
  getSchema: () => Promise.resolve(JSON.stringify({ name: "aztec", version: VERSION })),
  ...nodeReady,
};

void main(provider, process.argv.slice(2));
