/**
 * Starts a program of this folder from its compiled file.
 *
 *     node dev/start.cjs up dev --ready-only
 */
const path = require("node:path");

const [, , name = "", ...args] = process.argv;
const program = path.join(__dirname, `${name}.ts`);
process.argv.splice(1, process.argv.length, program, ...args);
void require("../pulumi/compiled-program.cjs").start(program);
