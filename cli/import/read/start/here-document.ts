/** The here-documents of shell scripts: `command <<EOF`, lines of text, `EOF`. */

export interface HereDocument {
  readonly lines: string[];
  /** The word that ends it. */
  readonly end: string;
  /** Whether tabs at the begin of a line do not count: `<<-`. */
  readonly stripsTabs: boolean;
  isClosed: boolean;
}

/** A redirection to a word, which may be quoted; not `<<<`, whose text is in the line. */
const OPENING = /(?:^|[^<])<<(-?)\s*(?:'([^']+)'|"([^"]+)"|\\?([\w.-]+))/;

/** Comments, arithmetic and texts, in which `<<` means nothing. */
const NO_REDIRECTION = /(?:^|\s)#.*$|\(\(.*\)\)|"[^"]*<<[^"]*"|'[^']*<<[^']*'/g;

/** Returns the document that follows a line; undefined if none does. */
export function openedIn(line: string): HereDocument | undefined {
  const [, dash, single, double, bare] = OPENING.exec(line.replace(NO_REDIRECTION, " ")) ?? [];
  const end = single ?? double ?? bare;
  return end === undefined ? undefined : { lines: [], end, stripsTabs: dash === "-", isClosed: false };
}

/** Adds a line to a document. @returns whether it belongs to it, its last line included */
export function continues(document: HereDocument, line: string): boolean {
  if (document.isClosed) return false;
  const text = document.stripsTabs ? line.replace(/^\t+/, "") : line;
  if (text === document.end) document.isClosed = true;
  else document.lines.push(text);
  return true;
}

export function textOf({ lines }: HereDocument): string {
  return lines.join("\n");
}

/** Returns whether a shell on this machine reads the document of a command as a script: `bash <<EOF`, `sudo -u aztec sh -s <<EOF`. */
export function isForShell(command: string): boolean {
  const [before = ""] = command.split("<<");
  return /(?:^|[;&|]|\b(?:sudo|exec|nohup)\b.*\s)\s*(?:\S*\/)?(?:ba|da|z)?sh(?:\s+-[\w-]+)*\s*$/.test(before);
}
