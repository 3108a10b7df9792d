/**
 * Lets programs on this machine connect from a server: an HTTP proxy here, whose connections leave the server by one SSH
 * connection. Nothing has to be installed there. A server with `AllowTcpForwarding no` refuses it.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { connect, createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { sshOptions, type SshTarget } from "./ssh";
import { SSH_PORT } from "../settings/ports";

/** Milliseconds until the connection has to be there. */
const TIMEOUT = 30_000;

/** Variables that send the requests of Node's fetch through a proxy. */
export type ProxyVariables = Readonly<Record<string, string>>;

/**
 * Runs a function whose programs connect from a server.
 *
 * @param run gets the environment variables of its programs
 * @returns undefined if SSH does not open the connection
 */
export async function throughServer<T>(
  target: SshTarget,
  run: (proxy: ProxyVariables) => Promise<T>,
): Promise<T | undefined> {
  const port = await freePort();
  const { user, address } = target;
  const forward = ["-N", "-D", `127.0.0.1:${port}`, "-o", "ExitOnForwardFailure=yes"];
  const args = [...sshOptions(target), ...forward, "-p", String(target.port ?? SSH_PORT), `${user}@${address}`];
  const ssh = spawn("ssh", args, { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      resolve();
    };
    ssh.once("error", end).once("exit", end);
  });
  const proxy = proxyThrough(port);
  const end = () => void ssh.kill();
  process.once("exit", end);
  try {
    if (!(await opens(port, ended))) return undefined;
    const proxyPort = await listen(proxy);
    const url = `http://127.0.0.1:${proxyPort}`;
    return await run({
      NODE_USE_ENV_PROXY: "1",
      HTTP_PROXY: url,
      HTTPS_PROXY: url,
      http_proxy: url,
      https_proxy: url,
      NO_PROXY: "",
      no_proxy: "",
    });
  } finally {
    process.removeListener("exit", end);
    end();
    proxy.close();
    await ended;
  }
}

/** Waits until a port accepts connections. @returns false if the program behind it has ended, or after the time limit */
async function opens(port: number, ended: Promise<void>): Promise<boolean> {
  const state = { hasEnded: false };
  void ended.then(() => {
    state.hasEnded = true;
  });
  const deadline = performance.now() + TIMEOUT;
  while (!state.hasEnded && performance.now() < deadline) {
    if (await accepts(port)) return true;
    await sleep(50);
  }
  return false;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => {
      resolve(false);
    });
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Returns an HTTP proxy that tunnels each connection through a SOCKS proxy. Node's fetch tunnels HTTP too. */
function proxyThrough(socksPort: number): Server {
  const server = createServer();
  server.on("connect", (request, client: Socket) => {
    const { hostname, port } = new URL(`http://${request.url ?? ""}`);
    const upstream = connect(socksPort, "127.0.0.1");
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    }
    void handshake(upstream, hostname.replace(/^\[|\]$/g, ""), Number(port || 80)).then((isOpen) => {
      if (!isOpen) {
        client.destroy();
        return;
      }
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      client.pipe(upstream).pipe(client);
    });
  });
  return server;
}

/** Asks a SOCKS proxy (RFC 1928) for a connection to a host by its name, which the server resolves. */
async function handshake(socks: Socket, host: string, port: number): Promise<boolean> {
  socks.write(Buffer.from([5, 1, 0]));
  if ((await next(socks))?.[1] !== 0) return false;
  const name = Buffer.from(host);
  socks.write(Buffer.from([5, 1, 0, 3, name.length, ...name, port >> 8, port & 255]));
  return (await next(socks))?.[1] === 0;
}

function next(socket: Socket): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    socket.once("data", resolve);
    socket.once("close", () => {
      resolve(undefined);
    });
  });
}
