/**
 * Runs after `npm ci`. Pulumi's Node host fetches the plugin of every installed package whose package.json says
 * `pulumi.resource`, whether the stack uses it or not. This removes that mark from @pulumi/aws. For a stack on AWS, the
 * engine then fetches the plugin when the program registers the provider, in the version that the package names.
 *
 * Without it (`npm ci --ignore-scripts`), all works the same: only the plugin is fetched for every stack.
 */
const { existsSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const path = require("node:path");

const file = path.join(__dirname, "../node_modules/@pulumi/aws/package.json");
if (existsSync(file)) {
  const { pulumi: mark, ...rest } = JSON.parse(readFileSync(file, "utf8"));
  if (mark?.resource) {
    // A rename, since package managers may share a file between checkouts.
    writeFileSync(`${file}.new`, `${JSON.stringify({ ...rest, pulumi: { ...mark, resource: false } }, null, 2)}\n`);
    renameSync(`${file}.new`, file);
  }
}
