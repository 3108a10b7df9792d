/** Quotes words for a shell: in commands that people copy, and in those that SSH passes to a host. Pure. */

/** Quotes a word, unless no shell changes it. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
