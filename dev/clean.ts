/** `make clean`: removes the development stacks and everything that was cached or built for them. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { cleanImages } from "./images/ensure";
import { cacheDir } from "../pulumi/cache";
import { down } from "./down";
import { DEV_DIR, PROJECT_DIR } from "../pulumi/dev-stack";
import { main, task } from "../terminal/output";

void main(async () => {
  for (const name of devStacks()) await down(name);
  await task("images", cleanImages);
  for (const dir of [DEV_DIR, cacheDir(), path.join(PROJECT_DIR, "node_modules")]) {
    await task(path.basename(dir), () => {
      rmSync(dir, { recursive: true, force: true });
      return Promise.resolve();
    });
  }
});

/** Lists the development stacks that `make down` has not removed: each has its copy of the settings. */
function devStacks(): string[] {
  const files = existsSync(DEV_DIR) ? readdirSync(DEV_DIR) : [];
  return files.flatMap((file) => /^Pulumi\.(dev.*)\.yaml$/.exec(file)?.[1] ?? []);
}
