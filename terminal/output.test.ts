/** What a command does when nobody reads its output any more, by a real process. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { useFolder } from "../test/fixtures/folder";

const folder = useFolder();

/** Prints a line, waits until its reader is gone, prints on, and writes a file in the end. */
const CODE = `import { writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { log, main, onReaderLost } from "./output";
void main(async () => {
  onReaderLost(() => writeFileSync(process.argv[1] + "-lost", ""));
  log("first");
  await text(process.stdin);
  for (let line = 0; line < 3; line++) {
    log("next");
    console.log("result");
    await new Promise((resolve) => setImmediate(resolve));
  }
  writeFileSync(process.argv[1], "done");
});`;

it("a command goes on to its end, and one that only prints can end itself", async () => {
  const tsx = path.resolve(__dirname, "../node_modules/.bin/tsx");
  const running = spawn(tsx, ["-e", CODE, folder.at("end")], { cwd: __dirname, stdio: "pipe" });
  const exit = once(running, "exit");
  await once(running.stderr, "data");
  running.stderr.destroy();
  running.stdout.destroy();
  running.stdin.end();
  expect(await exit).toEqual([0, null]);
  expect(folder.read("end")).toBe("done");
  expect(existsSync(folder.at("end-lost"))).toBe(true);
});
