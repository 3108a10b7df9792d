/**
 * Starts a program in TypeScript.
 *
 * @param program absolute path of its file
 * @param packages of the many that it uses: loaded before tsx, which looks at each file that is loaded after it, for
 *   about as long as the file itself takes
 */
exports.start = (program, packages) => {
  packages.forEach((name) => require(name));
  require("tsx/cjs");
  require(program);
};
