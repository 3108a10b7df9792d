/** L1s with the chain ids of the public networks: the L1 image with a public network's times, deployed once for both. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { ensureL1 } from "../../../dev/images/ensure";
import description from "../../../images/l1/chain.public.json";
import { localL1, RELEASE } from "../../../images/tags";
import { docker } from "../test-stack";

/** Address of Aztec's registry contract on each. */
export const REGISTRY = description.registryAddress;

export class PublicChain {
  private readonly folder = mkdtempSync(path.join(tmpdir(), "aztec-validator-chain-"));

  /**
   * @param name    of the container, by which nodes reach it
   * @param chainId of Ethereum or of Sepolia
   * @param attesters addresses that are in the committee from the start
   */
  constructor(
    readonly name: string,
    readonly chainId: number,
    private readonly attesters: readonly string[] = [],
  ) {}

  /** Starts the chain. @param network the Docker network that it is on */
  async start(network: string): Promise<void> {
    await ensureL1("public");
    // In the place of the image's own, so that one deployment serves both.
    const file = path.join(this.folder, "chain.json");
    writeFileSync(file, JSON.stringify({ ...description, chainId: this.chainId }));
    const options = ["--env", `ATTESTERS=${this.attesters.join(",")}`, "--volume", `${file}:/l1/chain.json:ro`];
    const { image } = localL1(RELEASE, "public");
    await docker("run", "--detach", "--name", this.name, "--network", network, ...options, image);
  }

  /** Has the registry name another rollup, which no release serves. */
  async moveTo(rollup: string): Promise<void> {
    const input = readFileSync(path.join(__dirname, "other-rollup.mjs"), "utf8");
    await execa("docker", ["exec", "-i", this.name, "node", "--input-type=module", "-", rollup], { input });
  }

  async remove(): Promise<void> {
    await docker("rm", "--force", this.name);
  }

  /** Removes its file of this machine. */
  forget(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
