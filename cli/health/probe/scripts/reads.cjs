/** Measures random reads of a disk, past the system's cache. Part of the probe. */
// It has to be set before Node first uses its threads: each waits for one read, and by default there are four.
process.env.UV_THREADPOOL_SIZE ??= "32";
const { constants, readSync } = require("node:fs");
const { open, rm } = require("node:fs/promises");
const path = require("node:path");

/** Milliseconds of the test, the size of its file in bytes, and the reads at once. */
const READING = 1500;
const SPAN = 2 ** 24;
const BLOCK = 4096;
const PARALLEL = 32;

/**
 * Measures random reads per second; the file is removed afterwards.
 *
 * @param {string} directory
 */
async function reads(directory) {
  const file = path.join(directory, `.aztec-validator-doctor-reads-${process.pid}`);
  try {
    await fill(file);
    // A read through the cache would measure the memory.
    const handle = await open(file, constants.O_RDONLY | constants.O_DIRECT);
    try {
      return await reading(handle);
    } finally {
      await handle.close();
    }
  } finally {
    await rm(file, { force: true });
  }
}

/** @param {string} file */
async function fill(file) {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.write(Buffer.alloc(SPAN, 1));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @param {import("node:fs/promises").FileHandle} handle */
async function reading(handle) {
  const buffer = Buffer.allocUnsafeSlow((PARALLEL + 1) * BLOCK);
  const first = aligned(handle.fd, buffer);
  const begun = performance.now();
  let count = 0;
  /** @param {number} offset */
  const read = async (offset) => {
    while (performance.now() - begun < READING) {
      await handle.read(buffer, offset, BLOCK, Math.floor((Math.random() * SPAN) / BLOCK) * BLOCK);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, (_, index) => read(first + index * BLOCK)));
  return Math.round((count * 1000) / (performance.now() - begun));
}

/**
 * Finds a place in a buffer into which the disk can write directly. Node does not tell a buffer's address.
 *
 * @param {number} fd
 * @param {Buffer} buffer
 * @throws the system's error if there is none
 */
function aligned(fd, buffer) {
  for (let offset = 0; ; offset += 8) {
    try {
      readSync(fd, buffer, offset, BLOCK, 0);
      return offset;
    } catch (error) {
      if (offset >= BLOCK - 8) throw error;
    }
  }
}

module.exports = { reads };
