/** Connections that leave from a server, with a program in place of SSH that has its SOCKS proxy on this machine. */
import { beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "./command";
import { throughServer } from "./ssh-tunnel";
import { useFolder } from "../test/fixtures/folder";
import { useServer } from "../test/fixtures/server";

/** Only the server knows this name. */
const NAME = "l1.internal";
const SSH = `#!${process.execPath}
const { createServer, connect } = require("node:net");
const args = process.argv.slice(2);
if (args.at(-1) === "root@forbids") process.exit(255);
createServer((client) => {
  client.once("data", () => {
    client.write(Buffer.from([5, 0]));
    client.once("data", (ask) => {
      const host = ask.subarray(5, 5 + ask[4]).toString();
      client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      if (host !== "${NAME}") return client.destroy();
      const up = connect(ask.readUInt16BE(5 + ask[4]), "127.0.0.1");
      up.on("error", () => client.destroy());
      client.on("error", () => up.destroy());
      client.pipe(up).pipe(client);
    });
  });
}).listen(Number(args[args.indexOf("-D") + 1].split(":")[1]), "127.0.0.1");
`;

const folder = useFolder({ lasts: "file", onPath: true });
const seen: string[] = [];
const web = useServer(({ method, headers }) => {
  seen.push(`${method} ${headers.host ?? ""}`);
  return { body: "answer" };
});

beforeAll(() => {
  folder.program("ssh", SSH);
});

const target = (address: string) => ({ user: "root", address, knownHosts: "/dev/null", alias: address });
const program = (url: string) =>
  `Promise.all(Array.from({ length: 30 }, () => fetch("${url}", { method: "POST" }).then((one) => one.text()))).then((all) => console.log(all.length, all[0]), () => console.log("none"))`;

function fetched(url: string, address: string) {
  return throughServer(target(address), (proxy) => {
    const variables = Object.entries(proxy).map(([name, value]) => `${name}=${value}`);
    return runCommand(["env", ...variables, process.execPath, "-e", program(url)], 30_000);
  });
}

describe("a program's requests through a server", () => {
  it("leave from there, thirty at once, and by names that only the server knows", async () => {
    const host = `${NAME}:${web.port}`;
    expect((await fetched(`http://${host}/`, "203.0.113.7"))?.text).toBe("30 answer\n");
    expect(seen).toEqual(Array(30).fill(`POST ${host}`));
  });

  it("fail if the server does not reach their host", async () => {
    expect((await fetched("http://unknown.internal:8545/", "203.0.113.7"))?.text).toBe("none\n");
  });

  it("are not made if SSH does not open the connection", async () => {
    expect(await fetched("http://203.0.113.9/", "forbids")).toBeUndefined();
  });
});
