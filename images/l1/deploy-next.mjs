/**
 * Runs while the image of a network that moves is built, in the node image of the next release: deploys that release's
 * rollup to the chain of state.json. The registry still names the first rollup: network.mjs changes that.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { OUTPUT, registryAddress, runAztec, withAnvil } from "./build-chain.mjs";

const state = JSON.parse(readFileSync(`${OUTPUT}/state.json`, "utf8"));

async function deploy() {
  // Short epochs: a stake that moves has its first duty two to three epochs later.
  const next = runAztec(["deploy-new-rollup", "--registry-address", registryAddress], { AZTEC_EPOCH_DURATION: "2" });
  writeFileSync(`${OUTPUT}/next.json`, JSON.stringify(next));
}

await withAnvil(Number(state.block.timestamp), ["--load-state", `${OUTPUT}/state.json`], deploy);
