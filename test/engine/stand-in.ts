/** A container that answers like a ready node as soon as it runs, for tests that are not about the node. */
import { RPC_PORT } from "../../settings/ports";
import { RELEASE } from "../../images/tags";

const SERVER = `
const { createServer } = require("node:http");
const results = {
  node_isReady: true,
  node_getNodeInfo: { nodeVersion: "${RELEASE}", l1ChainId: 31337, rollupVersion: 1, enr: "enr:-of-a-stand-in" },
};
createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    const { id, method } = JSON.parse(body);
    const answer = method in results ? { result: results[method] } : { error: { code: -32601, message: "no such method" } };
    response.setHeader("content-type", "application/json").end(JSON.stringify({ jsonrpc: "2.0", id, ...answer }));
  });
}).listen(${RPC_PORT});
require("node:net").createServer().listen(Number(process.env.P2P_PORT));
require("node:dgram").createSocket("udp4").bind(Number(process.env.P2P_PORT));
process.on("SIGTERM", () => process.exit(0));
`;

/** Lines of a Dockerfile on top of a node's image. @param what distinguishes the image from others */
export function standIn(what: string): string {
  return `LABEL test=${JSON.stringify(what)}\nENTRYPOINT ${JSON.stringify(["node", "-e", SERVER])}`;
}
