/**
 * Starts a program in TypeScript.
 *
 * @param {string} program absolute path of its file
 * @param {readonly string[]} packages loaded before tsx: it inspects each file that is loaded after it, which takes
 *   about as long as loading the file
 */
exports.start = (program, packages) => {
  packages.forEach((name) => require(name));
  require("tsx/cjs/api").register();
  require(program);
};
