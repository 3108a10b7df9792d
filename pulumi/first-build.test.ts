/** The first build of Pulumi from Go modules, with a fake `go`. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { BINARIES, fakeGo } from "../test/fakes/fake-go";
import { ensurePulumi } from "./ensure";

const [CLI, DOCKER, RANDOM] = BINARIES;
const list = (directory: string) => (existsSync(directory) ? readdirSync(directory) : []);

describe("the first build of Pulumi", () => {
  it("runs beside those of the plugins, two at a time; keeps Go's caches apart, and removes them at the end", async () => {
    const { home, cache, calls, end } = fakeGo();
    const done = ensurePulumi({ home, quiet: true });
    await expect.poll(() => calls().sort(), { timeout: 10_000 }).toEqual([`start ${CLI}`, `start ${DOCKER}`].sort());
    expect(list(path.join(cache, "go", "modules")).sort()).toEqual([CLI, DOCKER]);
    end(DOCKER);
    await expect.poll(calls, { timeout: 10_000 }).toContain(`start ${RANDOM}`);
    expect(calls().slice(2)).toEqual([`end ${DOCKER}`, `start ${RANDOM}`]);
    end(RANDOM);
    end(CLI);
    const { env } = await done;
    expect(list(path.join(home, "plugins")).filter((name) => !name.endsWith(".origin"))).toHaveLength(2);
    expect(existsSync(path.join(env.PATH?.split(":")[0] ?? "", "pulumi"))).toBe(true);
    expect(list(cache).filter((name) => name === "go")).toEqual([]);
  });

  it("ends with the compiler's message: the other build is killed and leaves nothing, the caches stay", async () => {
    const { home, cache, calls, end } = fakeGo();
    const done = ensurePulumi({ home, quiet: true });
    const failed = expect(done).rejects.toThrow(`Building ${DOCKER} failed:\nmain.go:3: undefined: shim`);
    await expect.poll(calls, { timeout: 10_000 }).toHaveLength(2);
    end(DOCKER, "main.go:3: undefined: shim");
    await failed;
    expect(calls()).toContain(`killed ${CLI}`);
    expect(calls()).not.toContain(`start ${RANDOM}`);
    expect(list(path.join(cache, "built"))).toEqual([]);
    expect(list(path.join(cache, "go", "build")).sort()).toEqual([CLI, DOCKER]);
  });
});
