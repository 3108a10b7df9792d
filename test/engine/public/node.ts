/** A stack on a public network, and the operations of a test on its node. */
import { execa } from "execa";
import { z } from "zod";
import { adminRequest } from "../../../remote/admin-api";
import { dockerRunner } from "../../../remote/docker";
import { waitReady } from "../../../remote/wait-ready";
import { portHere } from "../lane";
import { ADMIN_PORT, docker, rpc } from "../test-stack";
import { OwnStack } from "../own-stack";

const READY_SECONDS = 180;
/** Directory of snapshots on the node's data volume. */
const SNAPSHOTS = "/var/lib/data/snapshots-for-upload";

const tipSchema = z.object({ block: z.object({ number: z.number() }) });
const tipsSchema = z.object({ checkpointed: tipSchema });

export class PublicNode extends OwnStack {
  private readonly rpcPort: number;

  /** @param number of the node: each has its own ports */
  constructor(
    name: string,
    private readonly number: number,
  ) {
    super(name);
    this.rpcPort = portHere(18_110) + number;
  }

  /** Initialises and configures the stack. @param settings by their paths, as {@link configure} takes them */
  async begin(settings: Readonly<Record<string, unknown>>): Promise<void> {
    await this.init();
    await this.configure(settings);
  }

  /** Replaces all settings, by their paths; each node has its own ports. */
  override configure(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const ports = { "p2p.port": portHere(21_430) + this.number, rpcPort: this.rpcPort };
    return super.configure({ ...settings, ...ports, readyTimeoutSeconds: READY_SECONDS });
  }

  query(method: string): Promise<unknown> {
    return rpc(method, this.rpcPort);
  }

  /** The last block whose checkpoint is on the L1: the node has read it back from there, blobs included. */
  async checkpointedBlock(): Promise<number> {
    return tipsSchema.parse(await this.query("node_getL2Tips")).checkpointed.block.number;
  }

  /** One fact of the container, by a Go template, as JSON. */
  async inspect(template: string): Promise<unknown> {
    return JSON.parse(await docker("inspect", this.container, "--format", `{{json ${template}}}`)) as unknown;
  }

  /** Returns the node's log since a moment. @default all */
  async log(since = "0"): Promise<string> {
    return (await execa("docker", ["logs", "--since", since, this.container], { all: true })).all ?? "";
  }

  /**
   * Has the node write a snapshot to its disk, as it would upload one.
   *
   * @returns the directory, once the index is there, which is written last
   */
  async writeSnapshot(): Promise<string> {
    const access = { port: ADMIN_PORT, key: await this.secretOutput("adminApiKey") };
    const request = { method: "nodeAdmin_startSnapshotUpload", params: [`file://${SNAPSHOTS}`] };
    const answer = await adminRequest(dockerRunner(["docker"]), this.container, access, request);
    if (!("result" in answer)) throw new Error(`no snapshot: ${JSON.stringify(answer)}`);
    const waits = `until ls ${SNAPSHOTS}/*/index.json; do sleep 0.1; done`;
    await execa("docker", ["exec", this.container, "sh", "-c", waits], { timeout: 60_000 });
    return SNAPSHOTS;
  }

  /** Restarts the container and waits until the node is ready. @returns the moment before */
  async restart(): Promise<string> {
    const before = new Date().toISOString();
    await docker("restart", this.container);
    const node = { docker: dockerRunner(["docker"]), container: this.container };
    await waitReady({ ...node, stack: this.container, timeoutSeconds: READY_SECONDS, log: () => undefined });
    return before;
  }
}
