/** `make clean`: removes the development stacks and everything that was cached or built for them. */
import { rmSync } from "node:fs";
import path from "node:path";
import { cleanImages } from "./images/ensure";
import { cacheDir } from "../pulumi/cache";
import { chainOf, removeStack } from "./remove-stack";
import { DEV_DIR, PROJECT_DIR, upStacks } from "../pulumi/dev-stack";
import { main, task } from "../terminal/output";

void main(async () => {
  // A chain goes after the stacks that have joined it.
  const isJoined = (name: string) => Number(chainOf(name) !== undefined);
  for (const name of upStacks().sort((a, b) => isJoined(b) - isJoined(a))) await removeStack(name);
  await task("images", cleanImages);
  for (const dir of [DEV_DIR, cacheDir(), path.join(PROJECT_DIR, "node_modules")]) {
    await task(path.basename(dir), () => {
      rmSync(dir, { recursive: true, force: true });
      return Promise.resolve();
    });
  }
});
