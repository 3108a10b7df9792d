/** A stack whose node is updated to other images of the same release, and the checks after each update. */
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { RELEASE } from "../../images/tags";
import { dockerRunner } from "../../remote/docker";
import { waitReady } from "../../remote/wait-ready";
import { settingsFile } from "../../pulumi/dev-stack";
import { EMPTY_BLOCKS, onChain, startChain, stopChain } from "./own-chain";
import { OwnStack } from "./own-stack";
import { buildImage, NODE } from "./test-image";
import { docker } from "./test-stack";

/** The release, built; and under another tag, with a label more. */
export const OLD = NODE;

/** Settings of a validator on a chain without transactions, whose L1 has a block each 4 s. */
export const PROPOSING = {
  ...EMPTY_BLOCKS,
  extraEnv: { ETHEREUM_SLOT_DURATION: "4", SEQ_BUILD_CHECKPOINT_IF_EMPTY: "true" },
} as const;

export const imageId = (image: string) => docker("image", "inspect", image, "--format", "{{.Id}}");

export class UpdateStack extends OwnStack {
  readonly next = this.tagged("next");
  private readonly built: string[] = [];

  /** Returns the tag of an image for this stack, by its special property. */
  tagged(what: string): string {
    return `aztec-validator-test/${this.name}:${RELEASE}-${what}`;
  }

  /**
   * A node that is ready on the release's own image, and the image of the same under another tag.
   *
   * @param own       settings on top of the tests', by their paths
   * @param attesters that are in the committee at once
   */
  async begin(own: Readonly<Record<string, unknown>> = {}, attesters: readonly string[] = []): Promise<void> {
    await this.build(this.next, 'LABEL test="next"');
    await startChain({ attesters });
    await this.init();
    await this.configure({ ...onChain(), ...own });
    const { code, text } = await this.up();
    assert.equal(code, 0, text);
  }

  async end(): Promise<void> {
    await this.remove();
    await stopChain();
    if (this.built.length > 0) await docker("image", "rm", "--force", ...this.built);
  }

  /** @param lines of a Dockerfile, on top of the release's own image */
  async build(image: string, lines: string): Promise<void> {
    await buildImage(image, lines);
    this.built.push(image);
  }

  /** One fact of the container, by a Go template. */
  inspect(format: string): Promise<string> {
    return docker("inspect", this.container, "--format", format);
  }

  settings(): string {
    return readFileSync(settingsFile(this.name), "utf8");
  }

  /** Runs `update` to an image. @throws with everything it printed, if it fails */
  async updateTo(image: string, ...options: string[]): Promise<void> {
    const { code, text } = await this.cli("update", "--image", image, "--yes", ...options);
    assert.equal(code, 0, text);
  }

  /** Waits until the node is ready, as `up` does. */
  async ready(): Promise<void> {
    const node = { docker: dockerRunner(["docker"]), container: this.container };
    await waitReady({ ...node, stack: this.name, timeoutSeconds: 180, log: () => undefined });
  }

  /** One node, ready, of one image; and settings, state and container agree. */
  async runs(image: string): Promise<void> {
    const args = ["ps", "--all", "--filter", `name=^/${this.container}$`, "--format", "{{.State}}"];
    assert.equal(await docker(...args), "running");
    assert.equal(await this.inspect("{{.Image}}"), await imageId(image));
    await this.ready();
    const preview = await this.run(["preview", "--expect-no-changes", "--stack", this.name]);
    assert.equal(preview.code, 0, preview.text);
  }
}
