/** Variables that Node itself reads at its start, in an encrypted `extraEnv`: seen by a process that is started as the node is. */
import { connect } from "node:net";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { rootCertificates } from "node:tls";
import { execa } from "execa";
import { afterEach, describe, expect, it } from "vitest";
import { useFolder } from "../test/fixtures/folder";
import { planOf } from "../test/fixtures/plans";
import { useServer } from "../test/fixtures/server";
import { configOf, isSecret, testnet } from "../test/fixtures/stacks";

const folder = useFolder({ lasts: "file" });
const target = useServer(() => ({ body: "answered" }));
const open: Server[] = [];

afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Returns the plan of a stack whose extraEnv is encrypted, as import does it. */
function planWith(extraEnv: Record<string, string>) {
  const config = configOf({ ...testnet, extraEnv });
  return planOf(config, (name) => name === "extraEnv" || isSecret(name));
}

/** Runs a script with the variables and files of a container, whose key directory is a folder of this machine. */
async function runIn(
  { env, files }: ReturnType<typeof planWith>,
  script: string,
  changed: Record<string, string> = {},
) {
  const here = (text: string) => text.replaceAll("/var/lib/keys", folder.path);
  for (const { path, content } of files) folder.write(path.replace("/var/lib/keys/", ""), here(content));
  // Without the script that makes directories on the data volume.
  const options = here(env.NODE_OPTIONS ?? "").replace(/--import=data:\S+/, "");
  const all = { ...env, NODE_OPTIONS: options, ...changed };
  const { stdout } = await execa(process.execPath, ["-e", script], { env: all, extendEnv: false, timeout: 20_000 });
  return stdout;
}

const fetchText = (url: string) =>
  `fetch(${JSON.stringify(url)}).then((answer) => answer.text()).catch((error) => error.cause.code).then(console.log)`;

async function listen(server: Server): Promise<number> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

it("NODE_EXTRA_CA_CERTS has an effect: the node trusts its certificate", async () => {
  const [certificate = ""] = rootCertificates;
  const extra = folder.write("ca.pem", certificate);
  const plan = planWith({ NODE_EXTRA_CA_CERTS: extra, OTEL_SERVICE_NAME: "one" });
  expect(plan.env.NODE_EXTRA_CA_CERTS).toBe(extra);
  expect(plan.env.OTEL_SERVICE_NAME).toBeUndefined();
  const script = 'console.log(process.env.OTEL_SERVICE_NAME, require("tls").getCACertificates("extra").length)';
  expect(await runIn(plan, script)).toBe("one 1");
  expect(await runIn(planWith({ OTEL_SERVICE_NAME: "one" }), script)).toBe("one 0");
});

describe("a proxy", () => {
  /** Starts a proxy that leads every tunnel to the target. @returns its port, and the tunnels that clients requested */
  async function startProxy() {
    const tunnels: string[] = [];
    const proxy = createServer().on("connect", ({ url = "", headers }, socket) => {
      tunnels.push(`${url} ${headers["proxy-authorization"] ?? "without a password"}`);
      const upstream = connect(target.port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.pipe(socket).pipe(upstream);
      });
    });
    return { port: await listen(proxy), tunnels };
  }

  const USED = { NODE_USE_ENV_PROXY: "1", NO_PROXY: "10.0.0.5" };
  const NODE = "http://node.example.org/";

  it("without a password stays in the environment, and is used", async () => {
    const { port, tunnels } = await startProxy();
    const plan = planWith({ ...USED, HTTP_PROXY: "http://proxy.example.org:3128" });
    expect(plan.env).toMatchObject({ NODE_USE_ENV_PROXY: "1", HTTP_PROXY: "http://proxy.example.org:3128" });
    expect(await runIn(plan, fetchText(NODE), { HTTP_PROXY: `http://127.0.0.1:${port}` })).toBe("answered");
    expect(tunnels).toEqual(["node.example.org:80 without a password"]);
  });

  it("with a password is in the protected file alone, and is used", async () => {
    const { port, tunnels } = await startProxy();
    const plan = planWith({ ...USED, HTTP_PROXY: "http://me:a-password@proxy.example.org:3128" });
    expect(JSON.stringify(plan.env)).not.toContain("a-password");
    const files = plan.files.map((file) => ({
      ...file,
      content: file.content.replace("proxy.example.org:3128", `127.0.0.1:${port}`),
    }));
    expect(await runIn({ ...plan, files }, fetchText(NODE))).toBe("answered");
    expect(tunnels).toEqual([`node.example.org:80 Basic ${Buffer.from("me:a-password").toString("base64")}`]);
  });

  it("with a password is not passed over in silence by a Node.js that is too old for it", async () => {
    const plan = planWith({ ...USED, HTTP_PROXY: "http://me:a-password@proxy.example.org:3128" });
    const loader = plan.files.find(({ path }) => path.endsWith(".cjs"))?.content ?? "";
    const old = `delete require("http").setGlobalProxyFromEnv;\n${loader}`;
    folder.write("environment", "{}");
    const script = old.replaceAll("/var/lib/keys", folder.path);
    const env = { NODE_USE_ENV_PROXY: "1" };
    const { stderr } = await execa(process.execPath, ["-e", script], { env, extendEnv: false });
    expect(stderr).toBe(
      `The proxy in extraEnv has a password, and Node.js ${process.version} of this image cannot use it: from 24.14 on it can. Until then use a proxy without a password.`,
    );
  });

  it("is not used for the container itself, which the health check queries", async () => {
    const { port, tunnels } = await startProxy();
    const plan = planWith({ ...USED, HTTP_PROXY: "http://proxy.example.org:3128" });
    expect(plan.env.NO_PROXY).toBe("10.0.0.5,localhost,127.0.0.1");
    expect(await runIn(plan, fetchText(target.url), { HTTP_PROXY: `http://127.0.0.1:${port}` })).toBe("answered");
    expect(tunnels).toEqual([]);
    expect(planWith({ HTTPS_PROXY: "http://proxy.example.org:3128" }).env.NO_PROXY).toBe("localhost,127.0.0.1");
    expect(planWith({ OTEL_SERVICE_NAME: "one" }).env.NO_PROXY).toBeUndefined();
  });
});

it("a stack without such a proxy keeps its loader, and its container", () => {
  const loader = planWith({ OTEL_SERVICE_NAME: "one" }).files.find(({ path }) => path.endsWith(".cjs"))?.content;
  expect(loader).toBe(
    'Object.assign(process.env, JSON.parse(require("fs").readFileSync("/var/lib/keys/environment", "utf8")));\n',
  );
});
