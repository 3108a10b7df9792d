/**
 * Sends a node a transaction that is valid except for its proof, and prints the node's answer as one line of JSON.
 * Runs in the node's container, in the folder of its packages: `node --input-type=module - <nonce>`.
 */
import { Fr } from "@aztec/foundation/curves/bn254";
import { getVKTreeRoot } from "@aztec/noir-protocol-circuits-types/vk-tree";
import { protocolContractsHash } from "@aztec/protocol-contracts";
import { GasFees } from "@aztec/stdlib/gas";
import { createAztecNodeClient } from "@aztec/stdlib/interfaces/client";
import { mockTx } from "@aztec/stdlib/testing";

/** More than any fee of a development chain: a transaction that pays too little is refused before its proof is read. */
const FEE = 10n ** 14n;

const [, , seed] = process.argv;
const node = createAztecNodeClient("http://127.0.0.1:8080");
const { l1ChainId, rollupVersion, realProofs } = await node.getNodeInfo();
const transaction = await mockTx(Number(seed), {
  numberOfNonRevertiblePublicCallRequests: 0,
  numberOfRevertiblePublicCallRequests: 0,
  maxFeesPerGas: new GasFees(FEE, FEE),
  chainId: new Fr(l1ChainId),
  version: new Fr(rollupVersion),
  vkTreeRoot: getVKTreeRoot(),
  protocolContractsHash,
  anchorBlockHeader: await node.getBlockHeader("latest"),
});
const answer = await node.sendTx(transaction).then(
  () => "accepted",
  (/** @type {Error} */ error) => error.message.split("\n")[0],
);
console.log(JSON.stringify({ realProofs, answer }));
process.exit(0);
