/** An L1 with configurable answers, in place of the stack's L1, whose container has to be stopped. */
import { docker } from "./test-stack";

export interface FakeL1State {
  readonly chainId: number;
  /** Seconds that its last block is old. */
  readonly age: number;
}

/** JSON-RPC and the beacon API; block 7 is always the last. */
const SERVER = `
const { createServer } = require("node:http");
const [chainId, age] = process.argv.slice(1).map(Number);
const hex = (number) => "0x" + Math.floor(number).toString(16);
const results = {
  eth_chainId: () => hex(chainId),
  eth_getBlockByNumber: () => ({ number: "0x7", timestamp: hex(Date.now() / 1000 - age) }),
  eth_syncing: () => false,
};
const serve = (request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    const { id, method } = JSON.parse(body || "{}");
    const answer = method
      ? { jsonrpc: "2.0", id, ...(results[method] ? { result: results[method]() } : { error: { code: -32601, message: "no such method" } }) }
      : { data: [{ header: { message: { slot: "7" } } }] };
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
};
createServer(serve).listen(8545);
createServer(serve).listen(5052);
`;

export class FakeL1 {
  private readonly name: string;

  /** @param place the name of the container, and of the Docker network, that it stands in for */
  constructor(
    private readonly place: string,
    private readonly image: string,
  ) {
    this.name = `${place}-fake`;
  }

  async start({ chainId, age }: FakeL1State): Promise<void> {
    await this.remove();
    const args = ["--network", this.place, "--network-alias", this.place, "--entrypoint", "node", this.image];
    await docker("run", "--detach", "--init", "--name", this.name, ...args, "-e", SERVER, String(chainId), String(age));
    await this.answers();
  }

  async remove(): Promise<void> {
    await docker("rm", "--force", this.name);
  }

  /** Waits until it answers, by a request from inside the container: its ports are not published. */
  private async answers(): Promise<void> {
    const script = `const again = () => fetch("http://127.0.0.1:5052").catch(() => new Promise((next) => setTimeout(next, 50)).then(again)); void again()`;
    await docker("exec", this.name, "node", "-e", script);
  }
}
