/** The web servers that a node of a public network reads, in a container; their differences are in web-server.mjs. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { nodeImage, RELEASE } from "../../../images/tags";
import { docker } from "../test-stack";
import { crsFiles } from "./crs";

/** Hosts of the reference strings, fixed in the node's code: the second is used if the first fails. */
export const CRS_HOSTS = ["crs.aztec-cdn.foundation", "crs.aztec-labs.com"] as const;

const OWN_HOST = "networks.test";
const HOSTS = [...CRS_HOSTS, OWN_HOST];
export const NETWORK_CONFIG_URL = `https://${OWN_HOST}/network_config.json`;
export const SNAPSHOTS_URL = `https://${OWN_HOST}/snapshots`;

/** A network in the network config. */
export interface NetworkConfig {
  readonly l1ChainId: number;
  readonly registryAddress: string;
  readonly bootnodes: readonly string[];
  readonly snapshots: readonly string[];
  /** The release that the network recommends. */
  readonly nodeVersion: string;
}

const requestSchema = z.object({
  url: z.string(),
  method: z.string(),
  range: z.string().optional(),
  status: z.number(),
});
export type Request = z.output<typeof requestSchema>;

export class PublicWeb {
  /** Folder of the served files and the certificate. */
  private readonly folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-web-"));

  /** @param network the Docker network on which it has the hosts' names; the container has its name with -web */
  constructor(private readonly network: string) {
    for (const host of HOSTS) mkdirSync(this.file("hosts", host), { recursive: true });
  }

  private get container(): string {
    return `${this.network}-web`;
  }

  /** Starts the servers and waits until they answer. */
  async start(): Promise<void> {
    const crs = Object.entries(crsFiles());
    for (const host of CRS_HOSTS)
      for (const [name, content] of crs) writeFileSync(this.file("hosts", host, name), content);
    await this.makeCertificate();
    const names = HOSTS.flatMap((host) => ["--network-alias", host]);
    const script = path.join(__dirname, "web-server.mjs");
    const mounts = ["--volume", `${this.folder}:/web:ro`, "--volume", `${script}:/web-server.mjs:ro`];
    const image = ["--entrypoint", "node", nodeImage(RELEASE), "/web-server.mjs"];
    await this.remove();
    const args = ["--detach", "--init", "--user=0", "--name", this.container, "--network", this.network];
    await docker("run", ...args, ...names, ...mounts, ...image);
    await this.answers();
  }

  /** Creates a self-signed certificate: one file for the servers, and for the clients that trust them. */
  private async makeCertificate(): Promise<void> {
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    const names = `subjectAltName=${HOSTS.map((host) => `DNS:${host}`).join(",")}`;
    const subject = ["-subj", "/CN=aztec-validator test", "-addext", names, "-days", "1"];
    const files = ["-keyout", this.file("key.pem"), "-out", this.file("certificate.pem")];
    await execa("openssl", ["req", "-x509", ...key, ...subject, ...files]);
  }

  private async answers(): Promise<void> {
    const connects = `const again = () => require("node:net").connect(80, "127.0.0.1").on("connect", () => process.exit()).on("error", () => setTimeout(again, 50)); again()`;
    await docker("exec", this.container, "node", "-e", connects);
  }

  /** Lines of a Dockerfile: a node that trusts these servers. */
  trust(): string {
    const certificate = readFileSync(this.file("certificate.pem")).toString("base64");
    const file = "/etc/aztec-validator-test.pem";
    return `USER root\nRUN echo ${certificate} | base64 --decode > ${file}\nENV NODE_EXTRA_CA_CERTS=${file}`;
  }

  /** Writes the network config, by the names of networks. */
  configure(networks: Readonly<Record<string, NetworkConfig>>): void {
    writeFileSync(this.file("hosts", OWN_HOST, "network_config.json"), JSON.stringify(networks));
  }

  /**
   * Serves the snapshots that a node wrote to its disk, at {@link SNAPSHOTS_URL}.
   *
   * @param directory of the container
   */
  async takeSnapshots(container: string, directory: string): Promise<void> {
    const folder = this.file("hosts", OWN_HOST, "snapshots");
    await docker("cp", `${container}:${directory}`, folder);
    for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith("index.json")) continue;
      const index = readFileSync(path.join(folder, name), "utf8");
      writeFileSync(path.join(folder, name), index.replaceAll(`file://${directory}`, SNAPSHOTS_URL));
    }
  }

  /** All requests so far, in their order. */
  async requests(): Promise<Request[]> {
    const lines = (await docker("logs", this.container)).split("\n").filter(Boolean);
    return lines.map((line) => requestSchema.parse(JSON.parse(line)));
  }

  /** Makes a host answer 404 to every request from now on. */
  empty(host: string): void {
    for (const name of readdirSync(this.file("hosts", host)))
      rmSync(this.file("hosts", host, name), { recursive: true });
  }

  /** Runs a function while all its hosts are down. */
  async without<T>(run: () => Promise<T>): Promise<T> {
    await docker("stop", "--time", "0", this.container);
    const result = await run();
    await docker("start", this.container);
    await this.answers();
    return result;
  }

  async remove(): Promise<void> {
    await docker("rm", "--force", this.container);
  }

  /** Removes its files of this machine. */
  forget(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private file(...names: string[]): string {
    return path.join(this.folder, ...names);
  }
}
