/** What runs in Node for `aztec-validator`. */
require("../pulumi/typescript.cjs").start(require.resolve("./main.ts"), [
  "@inquirer/confirm",
  "@inquirer/input",
  "@inquirer/password",
  "@inquirer/select",
  "@noble/curves/bn254.js",
  "@noble/curves/secp256k1.js",
  "@noble/hashes/sha3.js",
  "@scure/base",
  "commander",
  "execa",
  "yaml",
  "zod",
]);
