/** Symbols for terminals that are not set to UTF-8, such as those with LANG=C. */

const SYMBOLS: Readonly<Record<string, string>> = {
  "✓": "+",
  "✔": "+",
  "✗": "x",
  "✘": "x",
  "…": "...",
  "→": "->",
  "–": "-",
  "—": "-",
  "·": ".",
  "×": "x",
  "≥": ">=",
  "≤": "<=",
  "≈": "~",
  "❯": ">",
  "⚠": "!",
  "↑": "up",
  "↓": "down",
  "⏎": "Enter",
  "•": "-",
};
const PATTERN = new RegExp(`[${Object.keys(SYMBOLS).join("")}]`, "gu");

/** Returns a text with the program's own symbols in ASCII. */
export function toAscii(text: string): string {
  return text.replace(PATTERN, (symbol) => SYMBOLS[symbol] ?? symbol);
}

/** Returns whether the locale is set, and is not UTF-8. */
export function isAsciiLocale({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((one) => one !== undefined && one !== "");
  return locale !== undefined && !/utf-?8/i.test(locale);
}

/** Has this process print its symbols in ASCII if the locale requires it. */
export function writeAsciiIfNeeded(): void {
  if (!isAsciiLocale(process.env)) return;
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    const replace = (chunk: unknown): unknown => (typeof chunk === "string" ? toAscii(chunk) : chunk);
    stream.write = new Proxy(write, {
      apply: (target, self, [chunk, ...rest]: unknown[]): unknown =>
        Reflect.apply(target, self, [replace(chunk), ...rest]),
    });
  }
}
