/** Observes a running node from outside its container. */
import { execa } from "execa";
import type { PulumiCli } from "../../pulumi/pulumi-cli";
import { maskedOutputsSchema } from "../../dev/summary";
import { docker } from "./test-stack";

export class Observer {
  constructor(private readonly container: string) {}

  /** @throws if there are others than those that the summary knows */
  async outputs(pulumi: PulumiCli) {
    return maskedOutputsSchema.parse(JSON.parse(await pulumi.read("stack output", "--json")));
  }

  /** One fact of the container, by a Go template. */
  inspect(format: string): Promise<string> {
    return docker("inspect", this.container, "--format", format);
  }

  id(): Promise<string> {
    return this.inspect("{{.Id}}");
  }

  volumeCreated(): Promise<string> {
    return docker("volume", "inspect", `${this.container}-data`, "--format", "{{.CreatedAt}}");
  }

  /** Everything the container has printed since a moment, or since it was created. */
  async log(since = "0"): Promise<string> {
    const { all = "" } = await execa("docker", ["logs", "--since", since, this.container], { all: true });
    return all;
  }

  /** The peer id in the node's log since it last started. */
  async peerIdInLog(): Promise<string | undefined> {
    const log = await this.log(await this.inspect("{{.State.StartedAt}}"));
    return /"?peerId"?\W+(16Uiu2HA\w+)/.exec(log)?.[1];
  }
}

/** The L1 block up to which the node has read, by its log at level debug; 0 if the log does not have it. */
export function l1BlockRead(log: string): number {
  return Number([...log.matchAll(/"blocksSynchedTo":"(\d+)"/g)].at(-1)?.[1] ?? 0);
}
