/** `make images`: builds or pulls what a development stack runs. */
import { ensureEngine } from "../toolchain/engine";
import { elapsed, main, say } from "../toolchain/steps";
import { ensureImages } from "./ensure";
import { localL1, nodeImage, RELEASE } from "./tags";

void main(async () => {
  const start = performance.now();
  await ensureEngine();
  await ensureImages();
  say(`Images are here (${elapsed(start)}):`);
  console.log(`${nodeImage(RELEASE)}\n${localL1(RELEASE).image}`);
});
