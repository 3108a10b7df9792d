/**
 * What Pulumi starts, by `main` in package.json: runs index.ts from its compiled file, and exports what it exports, the
 * stack's outputs.
 *
 * `main` in Pulumi.yaml would make this folder the working directory of the program and of all plugins.
 */
const Module = require("node:module");
const path = require("node:path");

// Pulumi's runner maps the stack of each resource and each promise to its source: a third of the program's time, for
// positions that only a debugger reads.
if (!process.env.AZTEC_VALIDATOR_TRACE) Reflect.deleteProperty(Error, "prepareStackTrace");

// With these packages, Pulumi's SDK serializes functions that are to run in a cloud. This program has none, and loading them
// takes a fifth of its time.
for (const name of ["typescript", "@npmcli/arborist"]) loadOnUse(name);

/**
 * Puts an object in place of a package, which loads the package when a part of it is used.
 *
 * @param {string} name of a package that Pulumi's SDK requires
 */
function loadOnUse(name) {
  const file = require.resolve(name, { paths: [path.dirname(require.resolve("@pulumi/pulumi"))] });
  if (require.cache[file]) return;
  const placeholder = new Module(file);
  placeholder.loaded = true;
  placeholder.exports = new Proxy(
    {},
    {
      get(_target, part) {
        // The SDK copies the parts of a package without this mark, which would use them.
        if (part === "__esModule") return true;
        if (require.cache[file] === placeholder) Reflect.deleteProperty(require.cache, file);
        return Reflect.get(require(file), part);
      },
    },
  );
  require.cache[file] = placeholder;
}

module.exports = () => require("./compiled-program.cjs").start(path.join(__dirname, "..", "index.ts"));
