/** What a node on a local network knows of its peers before its first line. Not proven here: that they connect (test/engine). */
import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { afterEach, expect, it } from "vitest";
import { importOption } from "./script-text";

let server: Server | undefined;

afterEach(() => server?.close());

/** Starts a node that answers with this text. @returns its URL */
async function nodeWith(answer: string): Promise<string> {
  const listening = createServer((_request, response) => response.end(answer));
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

const PRINT = "const { P2P_IP, BOOTSTRAP_NODES } = process.env; console.log(JSON.stringify([P2P_IP, BOOTSTRAP_NODES]))";

/** Runs Node as a container does. @returns P2P_IP and BOOTSTRAP_NODES of the program */
async function run(word: string, env: Readonly<Record<string, string>>): Promise<unknown> {
  const all = { NODE_OPTIONS: importOption("local-peers.mjs"), ...env };
  const { stdout } = await promisify(execFile)(process.execPath, ["--eval", PRINT, "program", word], { env: all });
  return JSON.parse(stdout);
}

it("is its own address towards the L1, and the record that the chain's node reports", async () => {
  const url = await nodeWith(JSON.stringify({ jsonrpc: "2.0", id: 1, result: { enr: "enr:-abc" } }));
  const env = { P2P_IP: "127.0.0.1", ETHEREUM_HOSTS: "http://127.0.0.2:8545", BOOTSTRAP_NODES: url };
  // The system uses 127.0.0.1 towards every address of the loopback device.
  expect(await run("start", env)).toEqual(["127.0.0.1", "enr:-abc"]);
});

it("is what the operator announces, and records that are there already", async () => {
  const env = { P2P_IP: "198.51.100.1", ETHEREUM_HOSTS: "http://127.0.0.1:8545", BOOTSTRAP_NODES: "enr:-own" };
  expect(await run("start", env)).toEqual(["198.51.100.1", "enr:-own"]);
});

it("is not looked up in the process of a health check", async () => {
  const env = { P2P_IP: "127.0.0.1", ETHEREUM_HOSTS: "http://l1:8545", BOOTSTRAP_NODES: "http://node:8080" };
  expect(await run("8080", env)).toEqual(["127.0.0.1", "http://node:8080"]);
});
