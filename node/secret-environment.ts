/**
 * Variables that are secret. In a container's environment everyone in the docker group would read them by `docker
 * inspect`, and every process of the container's user in /proc. So they are in a file that the node's user alone may
 * read, and a second file puts them into the node's own `process.env` before its first line runs.
 */
import { KEYS_DIRECTORY } from "../settings/schema/fixed";

/** A secret file the node reads; its owner alone may. */
export interface SecretFile<V> {
  readonly path: string;
  readonly content: V;
}

/** Without `.json` at its end: that would be a keystore for the node. */
const VALUES = `${KEYS_DIRECTORY}/environment`;
const LOADER = `${VALUES}.cjs`;

/** Read by Node itself, before it reads anything else. */
export const NODE_OPTIONS = "NODE_OPTIONS";

const LOADER_TEXT = `Object.assign(process.env, JSON.parse(require("fs").readFileSync("${VALUES}", "utf8")));\n`;

/** The two parts of an environment. */
export interface SplitEnvironment<V> {
  readonly env: Readonly<Record<string, V | string>>;
  readonly files: readonly SecretFile<V | string>[];
}

export interface TextOps<V> {
  /** Puts a text behind a value. */
  readonly append: (value: V | string, text: string) => V | string;
  /** JSON of a flat record. */
  readonly json: (record: Readonly<Record<string, V | string>>) => V | string;
}

/**
 * Takes the secret variables out of an environment.
 *
 * @param env    all variables
 * @param hidden names of the secret ones
 */
export function extractSecrets<V>(
  env: Readonly<Record<string, V | string>>,
  hidden: ReadonlySet<string>,
  { append, json }: TextOps<V>,
): SplitEnvironment<V> {
  const isHidden = (name: string) => hidden.has(name) && name !== NODE_OPTIONS;
  const secret = Object.entries(env).filter(([name]) => isHidden(name));
  if (secret.length === 0) return { env, files: [] };
  const rest = Object.fromEntries(Object.entries(env).filter(([name]) => !isHidden(name)));
  const load = `--require=${LOADER}`;
  const { [NODE_OPTIONS]: given } = rest;
  return {
    env: { ...rest, [NODE_OPTIONS]: given === undefined ? load : append(given, ` ${load}`) },
    files: [
      { path: VALUES, content: json(Object.fromEntries(secret)) },
      { path: LOADER, content: LOADER_TEXT },
    ],
  };
}
