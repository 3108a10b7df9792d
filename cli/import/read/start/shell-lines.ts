/** Joins the lines of a shell script to whole commands, each with the here-document that follows it. */
import { continues, type HereDocument, openedIn } from "./here-document";

/** A line of a script without its line breaks, and the here-document that follows it. */
export interface LogicalLine {
  readonly text: string;
  readonly line: number;
  document?: HereDocument;
}

/** Splits a script. A line goes on behind a backslash, in open quotes, and in the parentheses of a list. */
export function logicalLines(script: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let open = "";
  const all = script.replace(/^\uFEFF/, "").split(/\r?\n/);
  all.forEach((text, i) => {
    const last = lines.at(-1);
    if (open === "" && last?.document && continues(last.document, text)) return;
    const joined = open + text;
    const { isContinued, isOpen } = endOf(joined);
    if (isContinued) open = joined.slice(0, -1);
    else if (isOpen) open = `${joined}\n`;
    else {
      const document = openedIn(joined);
      lines.push({ text: joined, line: i + 1, ...(document ? { document } : {}) });
      open = "";
    }
  });
  return open === "" ? lines : [...lines, { text: open, line: all.length }];
}

/** How a text ends. */
interface End {
  /** Whether a backslash joins the next line to it: not in a remark, and not in single quotes. */
  readonly isContinued: boolean;
  /** Whether a quote, or the list of `NAME=(`, is still open. */
  readonly isOpen: boolean;
}

/** A remark, an escaped character, single quotes with and without escapes, double quotes; each may end with the text. */
const TOKEN =
  /(?<=^|[\s;&|()])#[^\n]*|\$'(?:\\[^]|[^'\\])*(?:'|(\\?$))|'[^']*(?:'|($))|"(?:\\[^]|[^"\\])*(?:"|(\\?$))|\\(?:[^]|($))|=\(|\)/g;

function endOf(text: string): End {
  let [isOpen, isContinued, isList] = [false, false, false];
  for (const [token, ansi, single, double, escape] of text.matchAll(TOKEN)) {
    isOpen = (ansi ?? single ?? double) !== undefined;
    isContinued = escape !== undefined || double === "\\";
    isList = token === "=(" || (isList && token !== ")");
  }
  return { isContinued, isOpen: isOpen || isList };
}

/** A function of a script: its name, and the lines of its body. */
export interface ShellFunction {
  readonly name: string;
  readonly body: readonly LogicalLine[];
}

const ONE_LINE = /^\s*(?:function\s+([\w-]+)\s*(?:\(\s*\))?|([\w-]+)\s*\(\s*\))\s*\{(.*)\}\s*;?\s*(?:#.*)?$/s;
const HEAD = /^\s*(?:function\s+([\w-]+)\s*(?:\(\s*\))?|([\w-]+)\s*\(\s*\))\s*(\{.*)?$/s;

/** Separates the functions of a script from the lines that run by themselves. */
export function withoutFunctions(lines: readonly LogicalLine[]): { functions: ShellFunction[]; lines: LogicalLine[] } {
  const functions: ShellFunction[] = [];
  const rest: LogicalLine[] = [];
  let open: { name: string; body: LogicalLine[] } | undefined;
  for (const line of lines) {
    const [, first, second, inside] = ONE_LINE.exec(line.text) ?? [];
    const [, named, short, start = ""] = HEAD.exec(line.text) ?? [];
    if (open !== undefined && /^\s*\}/.test(line.text)) {
      functions.push(open);
      open = undefined;
    } else if (open !== undefined) {
      if (!/^\s*\{\s*$/.test(line.text)) open.body.push(line);
    } else if (inside !== undefined) {
      functions.push({ name: first ?? second ?? "", body: [{ ...line, text: inside }] });
    } else if (named !== undefined || short !== undefined) {
      const body = start.slice(1).trim() === "" ? [] : [{ ...line, text: start.slice(1) }];
      open = { name: named ?? short ?? "", body };
    } else rest.push(line);
  }
  return { functions: open ? [...functions, open] : functions, lines: rest };
}
