/** Characters that get into a value by copying: from a web page, a chat or a word processor. Pure. */

const QUOTES = /^(["'`])(.*)\1$/s;
const CURLY = /[\u2018-\u201f\u00ab\u00bb\u2039\u203a]/u;
/** Invisible: format characters such as a zero width space or a byte order mark, and spaces other than the usual one. */
const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/u;
const FOREIGN = /[^\x20-\x7e\s]/u;

/**
 * Describes the first character of a text that is neither ASCII nor an ordinary space, or the quotation marks around the
 * text. Follows "has". Never repeats the text: only the number of a character, and its position from 1.
 */
export function oddCharacter(text: string): string | undefined {
  if (QUOTES.test(text)) return "quotation marks inside the value";
  const at = text.search(FOREIGN);
  if (at < 0) return undefined;
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  const name = INVISIBLE.test(character)
    ? "an invisible character"
    : CURLY.test(character)
      ? "a typographic quotation mark"
      : "a character that is not ASCII";
  return `${name} (U+${(text.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, "0")}) at position ${at + 1}`;
}
