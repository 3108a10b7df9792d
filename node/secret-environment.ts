/**
 * Moves secret variables out of a container's environment, where everyone in the docker group could read them by `docker
 * inspect`, and every process of the container's user in /proc. A file that only the node's user can read contains them,
 * and a second file loads them into the node's `process.env` before its first line runs.
 */
import { KEYS_DIRECTORY } from "../settings/schema/fixed";

/** A secret file that only its owner, the node, can read. */
export interface SecretFile<V> {
  readonly path: string;
  readonly content: V;
}

/** Without `.json`: the node would load it as a keystore. */
const VALUES = `${KEYS_DIRECTORY}/environment`;
const LOADER = `${VALUES}.cjs`;

/** Variable that Node itself reads first. */
export const NODE_OPTIONS = "NODE_OPTIONS";

const LOADER_TEXT = `Object.assign(process.env, JSON.parse(require("fs").readFileSync("${VALUES}", "utf8")));\n`;

/** Returns whether a variable is the URL of a proxy. */
export function isProxy(name: string): boolean {
  return /^(HTTP|HTTPS|ALL)_PROXY$/.test(name);
}

/**
 * Has Node use a proxy whose URL has a password: it reads proxies before it loads this file. Node has the function from
 * 24.14 on. An older one works without the proxy, which must not go unnoticed.
 */
const PROXY_TEXT = `
if (process.env.NODE_USE_ENV_PROXY === "1" || /--use-env-proxy/.test(process.env.NODE_OPTIONS)) {
  const { setGlobalProxyFromEnv } = require("http");
  if (setGlobalProxyFromEnv) setGlobalProxyFromEnv(process.env);
  else console.error("The proxy in extraEnv has a password, and Node.js " + process.version + " of this image cannot use it: from 24.14 on it can. Until then use a proxy without a password.");
}
`.trimStart();

/** Adds an option of Node itself to an environment. @param append appends a text to a value */
export function withNodeOption<V>(
  env: Readonly<Record<string, V | string>>,
  option: string,
  append: TextOps<V>["append"],
): Record<string, V | string> {
  const { [NODE_OPTIONS]: options } = env;
  return { ...env, [NODE_OPTIONS]: options === undefined ? option : append(options, ` ${option}`) };
}

/** An environment without its secrets, and the files with them. */
export interface SplitEnvironment<V> {
  readonly env: Readonly<Record<string, V | string>>;
  readonly files: readonly SecretFile<V | string>[];
}

/** Operations on texts. `V` is an `Input<string>` in the program, plain text in tests. */
export interface TextOps<V> {
  /** Appends a text to a value. */
  readonly append: (value: V | string, text: string) => V | string;
  /** Returns the JSON of a flat record. */
  readonly json: (record: Readonly<Record<string, V | string>>) => V | string;
}

/**
 * Takes the secret variables out of an environment.
 *
 * @param env    all variables
 * @param secretNames names of the secret ones
 */
export function extractSecrets<V>(
  env: Readonly<Record<string, V | string>>,
  secretNames: ReadonlySet<string>,
  { append, json }: TextOps<V>,
): SplitEnvironment<V> {
  const isSecret = (name: string) => secretNames.has(name) && name !== NODE_OPTIONS;
  const secret = Object.entries(env).filter(([name]) => isSecret(name));
  if (secret.length === 0) return { env, files: [] };
  const rest = Object.fromEntries(Object.entries(env).filter(([name]) => !isSecret(name)));
  return {
    env: withNodeOption(rest, `--require=${LOADER}`, append),
    files: [
      { path: VALUES, content: json(Object.fromEntries(secret)) },
      // Another text means another container, so only a stack with such a proxy has the longer one.
      { path: LOADER, content: secret.some(([name]) => isProxy(name)) ? LOADER_TEXT + PROXY_TEXT : LOADER_TEXT },
    ],
  };
}
