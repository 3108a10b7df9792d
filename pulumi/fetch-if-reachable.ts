/** Downloads a file of the internet, through the proxy of the environment if there is one. */
import { execa } from "execa";

/** Milliseconds until a server that does not answer counts as unreachable. */
const CONNECT_TIMEOUT = 5000;

/** Returns the body of a successful answer; undefined if there is none. */
export async function fetchIfReachable(url: string, abort?: AbortSignal): Promise<Buffer | undefined> {
  return hasProxy() ? fetchByProxy(url, abort) : fetchDirectly(url, abort);
}

function hasProxy(): boolean {
  const { http_proxy, https_proxy, HTTP_PROXY, HTTPS_PROXY } = process.env;
  return [http_proxy, https_proxy, HTTP_PROXY, HTTPS_PROXY].some((proxy) => proxy !== undefined && proxy !== "");
}

async function fetchDirectly(url: string, abort: AbortSignal | undefined): Promise<Buffer | undefined> {
  const connecting = new AbortController();
  const timer = setTimeout(() => {
    connecting.abort();
  }, CONNECT_TIMEOUT);
  try {
    const signal = abort ? AbortSignal.any([connecting.signal, abort]) : connecting.signal;
    const response = await fetch(url, { signal });
    clearTimeout(timer);
    return response.ok ? Buffer.from(await response.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Prints the body of a URL, or fails. */
const PROGRAM = `
const [url, limit] = process.argv.slice(1);
const timer = setTimeout(() => process.exit(1), Number(limit));
fetch(url).then(async (response) => {
  clearTimeout(timer);
  if (!response.ok) process.exit(1);
  process.stdout.write(Buffer.from(await response.arrayBuffer()));
}, () => process.exit(1));
`;

/**
 * Fetches in a Node of its own. Node uses a proxy only for all requests of a process (22.21, 24.0 and later), and here the
 * others must not: the public address would be the proxy's, and a node asks its L1 directly.
 */
async function fetchByProxy(url: string, abort: AbortSignal | undefined): Promise<Buffer | undefined> {
  const { failed, stdout } = await execa(process.execPath, ["-e", PROGRAM, url, String(CONNECT_TIMEOUT)], {
    env: { NODE_USE_ENV_PROXY: "1" },
    encoding: "buffer",
    stderr: "ignore",
    maxBuffer: Infinity,
    reject: false,
    ...(abort && { cancelSignal: abort }),
  });
  return failed ? undefined : Buffer.from(stdout);
}
