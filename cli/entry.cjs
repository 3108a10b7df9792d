/** Node's entry point of `aztec-validator`. */
void require("../pulumi/compiled-program.cjs").start(require.resolve("./main.ts"));
