import path from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { isAsciiLocale, toAscii } from "./ascii";

describe("symbols", () => {
  it("are ASCII where the locale is set and is not UTF-8", () => {
    expect([{ LANG: "C" }, { LC_ALL: "POSIX", LANG: "C.UTF-8" }, { LANG: "de_DE" }].map(isAsciiLocale)).toEqual(
      Array(3).fill(true),
    );
    expect([{}, { LANG: "C.UTF-8" }, { LC_ALL: "", LC_CTYPE: "en_US.utf8", LANG: "C" }].map(isAsciiLocale)).toEqual(
      Array(3).fill(false),
    );
    expect(toAscii("  ✓ host … 1 → 2 Bäume")).toBe("  + host ... 1 -> 2 Bäume");
  });

  it.each([
    ["C", "\n+ -> error\n"],
    ["C.UTF-8", "\n✓ → error\n"],
  ])("of a command with LANG=%s", async (LANG, expected) => {
    const code = `import { main, OperatorError } from "./output";
      void main(() => Promise.reject(new OperatorError("✓ → error")));`;
    const tsx = path.resolve(__dirname, "../node_modules/.bin/tsx");
    const { stderr, exitCode } = await execa(tsx, ["-e", code], {
      cwd: __dirname,
      reject: false,
      stripFinalNewline: false,
      env: { LC_ALL: "", LC_CTYPE: "", LANG },
    });
    expect([stderr, exitCode]).toEqual([expected, 1]);
  });
});
