/** Node's entry point of `aztec-validator`. Prompts load their packages when they are shown. */
require("../pulumi/typescript.cjs").start(require.resolve("./main.ts"), [
  "@noble/curves/bn254.js",
  "@noble/curves/secp256k1.js",
  "@noble/hashes/sha3.js",
  "@scure/base",
  "commander",
  "execa",
  "yaml",
  "zod",
]);
