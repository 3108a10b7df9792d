/** Steps that run at the same time: their order, what a failure does, and what is shown. */
import { describe, expect, it } from "vitest";
import { LiveLines } from "./live-lines";
import { Steps } from "./steps";

/** Up by lines, and clear to the end. */
const ESC = String.fromCharCode(27);
const ESCAPE = new RegExp(`(${ESC}\\[\\d+A${ESC}\\[0J)`);

/** A screen that keeps what was written, and a way to see it as a terminal shows it. */
function screen(isTTY: boolean) {
  const written: string[] = [];
  const out = { isTTY, columns: 60, write: (text: string) => written.push(text) };
  /** Applies the two escape sequences: up by lines, and clear to the end. */
  const shown = () => {
    let lines: string[] = [];
    for (const part of written.join("").split(ESCAPE)) {
      const up = /\[(\d+)A/.exec(part)?.[1];
      if (up) lines = lines.slice(0, lines.length - Number(up));
      else lines.push(...part.split("\n").slice(0, -1));
    }
    return lines.map((line) => line.replace(/\d+\.\d s/g, "0 s"));
  };
  return { output: new LiveLines(out), shown };
}

function withResolvers<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<T>((one, other) => {
    resolve = one;
    reject = other;
  });
  return { promise, resolve, reject };
}

/** Work that ends when the test says so. */
function work<T = string>() {
  const { promise: result, resolve: done, reject: failed } = withResolvers<T>();
  const fail = (text: string) => {
    failed(new Error(text));
  };
  return { run: () => result, done, fail };
}

/** Work that ends only when it is aborted. */
const untilAborted = (abort: AbortSignal) =>
  new Promise<never>((_, reject) => {
    abort.addEventListener("abort", () => {
      reject(new Error("killed"));
    });
  });

describe("steps", () => {
  it("run at the same time, and one that needs others starts after them with their results", async () => {
    const { output, shown } = screen(false);
    const steps = new Steps(output);
    const [engine, cli] = [work(), work()];
    const first = steps.add("engine", engine.run);
    const second = steps.add("pulumi", cli.run, { note: "about 5 min", detail: (how) => how });
    const last = steps.add("image", async () => `${await first} and ${await second}`, { after: [first, second] });
    await expect.poll(shown).toEqual(["  … engine", "  … pulumi: about 5 min"]);
    cli.done("built");
    engine.done("26.1");
    await steps.finish();
    expect(await last).toBe("26.1 and built");
    expect(shown()).toEqual([
      "  … engine",
      "  … pulumi: about 5 min",
      "  ✓ pulumi: built (0 s)",
      "  ✓ engine (0 s)",
      "  … image",
      "  ✓ image (0 s)",
    ]);
  });

  it("are added by a plan, once it knows what is missing", async () => {
    const { output, shown } = screen(false);
    const steps = new Steps(output);
    const engine = steps.add("engine", () => Promise.resolve("26.1"));
    void steps.plan("images", () => steps.add("L1 image", () => Promise.resolve()), [engine]);
    await steps.finish();
    expect(shown()).toEqual(["  … engine", "  ✓ engine (0 s)", "  … L1 image", "  ✓ L1 image (0 s)"]);
  });

  it("are aborted when one fails: no other starts, all have ended, and its error is the result", async () => {
    const { output, shown } = screen(false);
    const steps = new Steps(output);
    const [image, started] = [work(), work()];
    void steps.add("pulumi", (abort) => {
      started.done("");
      return untilAborted(abort);
    });
    const build = steps.add("node image", image.run);
    void steps.add("L1 image", () => Promise.resolve(), { after: [build] });
    await started.run();
    image.fail("npm does not answer");
    await expect(steps.finish()).rejects.toThrow("npm does not answer");
    expect(shown()).toEqual([
      "  … pulumi",
      "  … node image",
      "  ✗ node image (0 s)",
      "  – pulumi: stopped (0 s)",
      "  – not started: L1 image",
    ]);
  });

  it("on a terminal are lines below the output that show what runs and what is left", async () => {
    const { output, shown } = screen(true);
    const steps = new Steps(output);
    const [engine, cli] = [work(), work()];
    const first = steps.add("engine", engine.run);
    void steps.add("pulumi", cli.run, { note: "about 5 min; a note that is longer than a line" });
    void steps.add("L1 image", () => Promise.resolve(), { after: [first] });
    await expect
      .poll(shown)
      .toEqual(["  … engine (0 s)", "  … pulumi (0 s): about 5 min; a note that is longer tha…", "  left: L1 image"]);
    output.print("a line of output");
    expect(shown().slice(0, 2)).toEqual(["a line of output", "  … engine (0 s)"]);
    engine.done("26.1");
    cli.done("built");
    await steps.finish();
    expect(shown().sort()).toEqual(
      ["a line of output", "  ✓ engine (0 s)", "  ✓ pulumi (0 s)", "  ✓ L1 image (0 s)"].sort(),
    );
  });
});
