/** Collects every message of the program, by file, so that all messages can be compared on one page. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** Sources that write another language line by line. */
const SCRIPTS = /^components\/cloud-init\.ts$/;

/** Folders with texts for operators. */
const ROOMS = [
  "keys",
  "settings",
  "node",
  "remote",
  "resources",
  "components",
  "program",
  "terminal",
  "pulumi",
  "images",
  "dev",
  "cli",
];

/**
 * Collects the messages of all sources that are not tests.
 *
 * @param root the checkout
 * @returns a block for each file: its path, then a line for each text in the order of the source, with `{name}` for
 * each placeholder
 */
export function messagesOf(root: string): string {
  const files = ROOMS.flatMap((room) => globSync(`${room}/**/*.{ts,cjs,mjs}`, { cwd: root }));
  const sources = files.filter((file) => !/\.test\.ts$|node_modules/.test(file) && !SCRIPTS.test(file)).sort();
  return sources
    .map((file) => ({ file, messages: messagesIn(file, readFileSync(path.join(root, file), "utf8")) }))
    .filter(({ messages }) => messages.length > 0)
    .map(({ file, messages }) => `${file}\n${messages.map(indented).join("\n")}\n`)
    .join("\n");
}

const indented = (message: string) => `  ${message.replace(/\n/g, "\n  ").replace(/[ \t]+$/gm, "")}`;

/** Returns the messages of one source, in its order. @param file its name decides the language */
export function messagesIn(file: string, text: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (isNoMessage(node)) return;
    const message = textOf(node);
    if (message !== undefined && isReadable(message)) found.push(message.replace(/^\n+|\n+$/g, ""));
    if (message === undefined || ts.isTemplateExpression(node)) ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Returns the text of a literal, with its placeholders by name; undefined for every other node. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  const spans = node.templateSpans.map(({ expression, literal }) => `{${nameOf(expression)}}${literal.text}`);
  return node.head.text + spans.join("");
}

/** Returns a short name for an expression in a template: the last name of a path, the function of a call. */
function nameOf(node: ts.Expression): string {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isCallExpression(node)) return nameOf(node.expression);
  if (ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node)) return nameOf(node.expression);
  return "…";
}

/** Returns whether the literals in a node are not messages: imports, types, names, and text to compare or search for. */
function isNoMessage(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return true;
  if (ts.isTaggedTemplateExpression(node)) return /(^|\.)raw$/.test(node.tag.getText());
  const { parent } = node;
  if (!ts.isStringLiteralLike(node) && !ts.isTemplateExpression(node)) return false;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return true;
  if (ts.isElementAccessExpression(parent) || ts.isCaseClause(parent)) return true;
  if (ts.isBinaryExpression(parent)) return COMPARISONS.has(parent.operatorToken.kind);
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return isScript(node);
  const called = parent.expression.getText();
  return SEARCHES.test(called) || isScript(node);
}

const COMPARISONS = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.InKeyword,
]);

const SEARCHES = /\.(includes|startsWith|endsWith|indexOf|split|exec|test|prepare|pragma)$|^require$|^RegExp$/;

/** Returns whether a text is source of another language: shell, SQL, JavaScript, systemd. */
function isScript(node: ts.Node): boolean {
  const text = node.getText().slice(1, -1);
  return /^\s*#!|^const |\bset -eu?\b|\brequire\(|=> |\{\{|^\[Unit\]|^(SELECT|PRAGMA|BEGIN|CREATE|INSERT) |\$\(|^#cloud-config|; (do|then)\b/.test(
    text,
  );
}

/** Returns whether a text has two words of a language; a placeholder counts as one. */
function isReadable(text: string): boolean {
  const words = text.split(/\s+/).filter((word) => /^[("'`“]*\p{L}{2,}['’\p{L}-]*[)"'`”.,:;!?…]*$/u.test(word));
  const holes = text.split(/\s+/).filter((word) => /^\W*\{[\w…]+\}\W*$/u.test(word));
  return words.length >= 2 || (words.length === 1 && holes.length > 0);
}
