/** `make images`: builds or pulls the images of a development stack. */
import { ensureEngine } from "../docker-engine/engine";
import { formatElapsed } from "../../terminal/format";
import { main, log } from "../../terminal/output";
import { ensureImages } from "./ensure";
import { localL1, nodeImage, RELEASE } from "../../images/tags";

void main(async () => {
  const start = performance.now();
  await ensureEngine();
  await ensureImages();
  log(`Images are ready (${formatElapsed(start)}):`);
  console.log(`${nodeImage(RELEASE)}\n${localL1(RELEASE).image}`);
});
