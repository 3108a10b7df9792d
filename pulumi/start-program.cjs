/**
 * What Pulumi starts, by `main` in package.json: runs index.ts from its compiled file, and exports what it exports, the
 * stack's outputs.
 *
 * `main` in Pulumi.yaml would make this folder the working directory of the program and of all plugins.
 */
const path = require("node:path");

// Pulumi's runner maps the stack of each resource and each promise to its source: a third of the program's time, for
// positions that only a debugger reads.
if (!process.env.AZTEC_VALIDATOR_TRACE) Reflect.deleteProperty(Error, "prepareStackTrace");

module.exports = () => require("./compiled-program.cjs").start(path.join(__dirname, "..", "index.ts"));
