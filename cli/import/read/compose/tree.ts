/** Parses compose files to plain trees. Every scalar is a text, so that keys and addresses keep their form. */
import { type Document, isNode, parseAllDocuments, Scalar, visit, YAMLMap } from "yaml";
import { ImportError } from "../import-error";
import { interpolate } from "../interpolation";
import type { EnvVars } from "../interpolation";
import { GIVE, isTemplate, refuseOtherFormat, RENDER } from "../other-formats";
import { refuseBinary, type SourceFile } from "../source-file";

export type Tree = string | null | readonly Tree[] | TreeMap;
export interface TreeMap {
  readonly [key: string]: Tree;
}

/** Keys of the tags with which a later file removes or replaces a value. No file contains the character. */
export const RESET = "\0reset";
export const OVERRIDE = "\0override";
const TAGS: Readonly<Record<string, string>> = { "!reset": RESET, "!override": OVERRIDE };

export function isMap(tree: Tree | undefined): tree is TreeMap {
  return typeof tree === "object" && tree !== null && !Array.isArray(tree);
}

export function isList(tree: Tree | undefined): tree is readonly Tree[] {
  return Array.isArray(tree);
}

/** Returns a part of a tree as a map; an empty one if it is absent or has another form. */
export function mapOf(tree: Tree | undefined): TreeMap {
  return isMap(tree) ? tree : {};
}

/**
 * @returns the documents of a file
 * @throws {ImportError} with the problem and its line number; never with the line, which may contain a key
 */
export function parseTrees(file: SourceFile): TreeMap[] {
  refuseBinary(file);
  if (file.text.trim() === "") throw new ImportError(`${file.path} is empty`);
  const documents = [...parseAllDocuments(file.text, { merge: true, logLevel: "silent" })];
  return documents.flatMap((document) => {
    const tree = toTree(document, file);
    if (tree === null) return [];
    refuseOtherFormat(tree, file.path);
    if (!isMap(tree)) throw new ImportError(`${file.path} is not a compose file: it has no services. ${GIVE}`);
    return [tree];
  });
}

function toTree(document: Document, { path: name, text }: SourceFile): Tree {
  const [error] = document.errors;
  if (error) {
    if (isTemplate(text)) throw new ImportError(`${name} ${RENDER}`);
    const where = error.linePos ? ` (line ${error.linePos[0].line})` : "";
    throw new ImportError(`${name} is not valid YAML${where}: ${describeCode(error.code)}`);
  }
  keepScalarsAsText(document);
  markTags(document);
  try {
    return asTree(document.toJS());
  } catch {
    throw new ImportError(`${name} has too many aliases: import the output of "docker compose config" instead`);
  }
}

/** Describes a YAML error by its code: the parser's own messages quote the file. */
function describeCode(code: string): string {
  return code.toLowerCase().replaceAll("_", " ");
}

/** Keeps unquoted keys and addresses as text: YAML would parse them as numbers. */
function keepScalarsAsText(document: Document): void {
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value === "number" || typeof node.value === "boolean") node.value = node.source;
    },
  });
}

/** Puts a value with a tag of Compose into a map whose only key is the tag. */
function markTags(document: Document): void {
  visit(document, {
    Node(_, node) {
      const key = node.tag === undefined ? undefined : TAGS[node.tag];
      if (key === undefined) return undefined;
      node.tag = undefined;
      const marked = new YAMLMap();
      marked.set(new Scalar(key), isNode(node) && key === OVERRIDE ? node : new Scalar(null));
      return marked;
    },
  });
}

function asTree(value: unknown): Tree {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(asTree);
  if (typeof value !== "object") return typeof value === "string" ? value : JSON.stringify(value);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, asTree(one)]));
}

/** Interpolates all values of a tree; Compose leaves keys as they are. */
export function interpolateTree(tree: Tree, env: EnvVars): Tree {
  if (typeof tree === "string") return interpolate(tree, env);
  if (isList(tree)) return tree.map((one) => interpolateTree(one, env));
  if (!isMap(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, one]) => [key, interpolateTree(one, env)]));
}
