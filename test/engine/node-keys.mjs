/**
 * Runs inside a node's container, with the node's own code: reads its keystore as the node does, and signs
 * attestations and proposals with every attester, and a transaction with every publisher. Prints the signers' addresses.
 */
import { Buffer32 } from "@aztec/foundation/buffer";
import { KeystoreManager, loadKeystores, mergeKeystores } from "@aztec/node-keystore";
import { recoverMessageAddress, recoverTransactionAddress, recoverTypedDataAddress, serializeTransaction } from "viem";

const manager = new KeystoreManager(mergeKeystores(loadKeystores(process.env.KEY_STORE_DIRECTORY)));
await manager.validateSigners();

const message = Buffer32.random();
const typedData = {
  domain: { name: "test", version: "1", chainId: 31337 },
  types: { Text: [{ name: "content", type: "string" }] },
  primaryType: "Text",
  message: { content: "attested" },
};
const transaction = {
  type: "eip1559",
  chainId: 31337,
  nonce: 1,
  gas: 21000n,
  maxFeePerGas: 9n,
  maxPriorityFeePerGas: 1n,
  to: `0x${"1".repeat(40)}`,
  value: 5n,
};

/** @param {import("@aztec/node-keystore").Signer} signer */
async function attests(signer) {
  const raw = message.toString();
  const texts = await recoverMessageAddress({
    message: { raw },
    signature: (await signer.signMessage(message)).toString(),
  });
  const typed = await recoverTypedDataAddress({
    ...typedData,
    signature: (await signer.signTypedData(typedData)).toString(),
  });
  return [texts, typed];
}

/** @param {import("@aztec/node-keystore").Signer} signer */
async function publishes(signer) {
  const signature = await signer.signTransaction(transaction);
  const serialized = serializeTransaction(transaction, signature.toViemTransactionSignature());
  return recoverTransactionAddress({ serializedTransaction: serialized });
}

const found = [];
for (let i = 0; i < manager.getValidatorCount(); i++) {
  const [attesters, publishers] = [manager.createAttesterSigners(i), manager.createPublisherSigners(i)];
  const sent = await Promise.all(publishers.map(publishes));
  for (const signer of attesters) {
    const [texts, typed] = await attests(signer);
    const coinbase = manager.getCoinbaseAddress(i, signer.address).toString();
    found.push({ address: texts, typed, coinbase, publishers: sent });
  }
}
console.log(JSON.stringify(found));
