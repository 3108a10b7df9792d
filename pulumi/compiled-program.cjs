/**
 * Runs a program in TypeScript from one compiled file: it starts in a quarter of the time that loading each source takes.
 * Types are not checked; `make check` does that.
 *
 * The compiled files are in node_modules/.cache/programs. Their names depend on the content of all their sources and on the
 * installed packages, so none is ever older than the code.
 */
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const CHECKOUT = path.join(__dirname, "..");
const PACKAGES = path.join(CHECKOUT, "node_modules");
const FOLDER = path.join(PACKAGES, ".cache", "programs");

/** Packages that stay as they are: Pulumi's find their files by their own place, and share objects with the engine's. */
const EXTERNAL = ["@pulumi/*", "@grpc/*", "google-protobuf", "google-protobuf/*", "esbuild", "tsx"];

/** Compiled files of earlier code are removed after a day: a command that runs may still load one. In milliseconds. */
const KEPT = 24 * 60 * 60 * 1000;

/**
 * Starts a program.
 *
 * @param {string} program absolute path of its file
 * @returns {Promise<unknown>} what it exports
 */
exports.start = async (program) => {
  // Before anything is loaded: the packages take most of a start. Where NODE_COMPILE_CACHE is set, that is the folder.
  // Older Nodes than 22.1 have no such cache.
  require("node:module").enableCompileCache?.(path.join(PACKAGES, ".cache", "compiled"));
  if (process.env.AZTEC_VALIDATOR_TRACE) process.setSourceMapsEnabled(true);
  const name = path.relative(CHECKOUT, program).replace(/\.ts$/, "").replaceAll(path.sep, "-");
  const file = compiledFile(name) ?? (isWritable() ? await compile(program, name) : undefined);
  return file ? require(file) : loadSources(program);
};

/**
 * Loads each source: for a user who may not write into the checkout.
 *
 * @param {string} program
 * @returns {unknown} what it exports
 */
function loadSources(program) {
  require("tsx/cjs/api").register();
  return require(program);
}

function isWritable() {
  try {
    fs.mkdirSync(FOLDER, { recursive: true });
    fs.accessSync(FOLDER, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} name */
const listFile = (name) => path.join(FOLDER, `${name}.json`);

/**
 * Returns the file that a program was compiled to; undefined if a source has changed since, or there is none.
 *
 * @param {string} name
 */
function compiledFile(name) {
  try {
    /** @type {string[]} */
    const sources = JSON.parse(fs.readFileSync(listFile(name), "utf8"));
    const file = fileFor(name, sources);
    return fs.existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Returns the name of the compiled file for the present content of sources.
 *
 * @param {string} name
 * @param {readonly string[]} sources their paths in the checkout
 */
function fileFor(name, sources) {
  // The compiled file has the places of its sources, so a checkout that was moved or copied gets its own.
  const hash = createHash("sha256").update(`${CHECKOUT}\0`).update(fs.readFileSync(__filename));
  hash.update(fs.readFileSync(path.join(PACKAGES, ".package-lock.json")));
  for (const source of sources) hash.update(`\0${source}\0`).update(fs.readFileSync(path.join(CHECKOUT, source)));
  return path.join(FOLDER, `${name}-${hash.digest("hex").slice(0, 16)}.cjs`);
}

/**
 * Compiles a program with all its sources and packages.
 *
 * @param {string} program
 * @param {string} name
 * @returns the file; undefined if it cannot be written
 */
async function compile(program, name) {
  const { build } = require("esbuild");
  const { metafile, outputFiles } = await build({
    absWorkingDir: CHECKOUT,
    entryPoints: [program],
    outfile: path.join(FOLDER, `${name}.cjs`),
    bundle: true,
    platform: "node",
    // Some packages have ES modules beside the others: of those, what nothing uses is left out.
    mainFields: ["module", "main"],
    target: "node22",
    external: EXTERNAL,
    sourcemap: "external",
    sourcesContent: false,
    logLevel: "error",
    metafile: true,
    write: false,
    plugins: [ownPlaces],
  });
  const sources = Object.keys(metafile.inputs).filter((input) => !isOfPackage(input));
  const [map, code] = outputFiles.map(({ text }) => text);
  try {
    const file = fileFor(name, sources);
    writeWhole(`${file}.map`, map ?? "");
    writeWhole(file, `${code ?? ""}//# sourceMappingURL=${path.basename(file)}.map\n`);
    writeWhole(listFile(name), JSON.stringify(sources));
    removeOld(name);
    return file;
  } catch {
    // A full disk is no reason to stop: its owner needs the commands that say so. Nor are packages that npm did not install.
    return undefined;
  }
}

/**
 * Returns whether a file is of an installed package.
 *
 * @param {string} file path in the checkout
 */
function isOfPackage(file) {
  return file.split(path.sep).includes("node_modules");
}

/**
 * Gives each source its own `__dirname` and `__filename`: some read files beside them.
 *
 * @type {import("esbuild").Plugin}
 */
const ownPlaces = {
  name: "own-places",
  setup({ onLoad }) {
    onLoad({ filter: /\.[cm]?[jt]s$/ }, ({ path: file }) => {
      if (isOfPackage(path.relative(CHECKOUT, file))) return undefined;
      const text = fs.readFileSync(file, "utf8");
      if (!/\b__(dir|file)name\b/.test(text)) return undefined;
      const places = `const __dirname = ${JSON.stringify(path.dirname(file))}, __filename = ${JSON.stringify(file)};`;
      return { contents: `${places}${text}`, loader: file.endsWith("ts") ? "ts" : "js" };
    });
  },
};

/**
 * Writes a file so that no other process sees a part of it.
 *
 * @param {string} file
 * @param {string} text
 */
function writeWhole(file, text) {
  const temporary = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(temporary, text);
    fs.renameSync(temporary, file);
  } finally {
    fs.rmSync(temporary, { force: true });
  }
}

/** @param {string} name */
function removeOld(name) {
  const old = fs.readdirSync(FOLDER).filter((entry) => entry.startsWith(`${name}-`));
  for (const file of old.map((entry) => path.join(FOLDER, entry))) {
    if (Date.now() - fs.statSync(file).mtimeMs > KEPT) fs.rmSync(file, { force: true });
  }
}
