/** The public networks in containers: their L1s, the web servers that nodes read, and a node image that trusts these. */
import { nodeImage, RELEASE } from "../../../images/tags";
import { LANE } from "../lane";
import { buildOn } from "../test-image";
import { docker } from "../test-stack";
import { PublicChain, REGISTRY } from "./chain";
import { NETWORK_CONFIG_URL, PublicWeb } from "./web";

export const CHAIN_IDS = { testnet: 11_155_111, mainnet: 1 } as const;
export type Network = keyof typeof CHAIN_IDS;

/** The release that each network recommends. */
export const RECOMMENDED = "9.9.9";

export class PublicWorld {
  /** The Docker network that all of it is on. */
  private readonly network = `aztec-validator-test-public-${LANE}`;
  /** The release's own image, with trust in the web servers; the tag has the release. */
  private readonly image = `${this.network}:${RELEASE}`;
  readonly web = new PublicWeb(this.network);
  readonly chains: Readonly<Record<Network, PublicChain>>;

  /** @param attester address that is in testnet's committee from the start */
  constructor(attester: string) {
    this.chains = {
      testnet: new PublicChain(`${this.network}-sepolia`, CHAIN_IDS.testnet, [attester]),
      mainnet: new PublicChain(`${this.network}-ethereum`, CHAIN_IDS.mainnet),
    };
  }

  private get servers() {
    return [this.chains.testnet, this.chains.mainnet, this.web];
  }

  async begin(): Promise<void> {
    await this.remove();
    await docker("network", "create", this.network);
    this.publish([]);
    await Promise.all([
      this.chains.testnet.start(this.network).then(() => this.chains.mainnet.start(this.network)),
      this.web.start().then(() => buildOn(nodeImage(RELEASE), this.image, this.web.trust())),
    ]);
  }

  /** Writes the network config. @param snapshots URLs of testnet's snapshots */
  publish(snapshots: readonly string[]): void {
    const common = { registryAddress: REGISTRY, bootnodes: [], nodeVersion: RECOMMENDED };
    this.web.configure({
      testnet: { ...common, l1ChainId: CHAIN_IDS.testnet, snapshots },
      mainnet: { ...common, l1ChainId: CHAIN_IDS.mainnet, snapshots: [] },
    });
  }

  /** Returns an operator's settings on a network, but for keys and ports. */
  settings(network: Network): Record<string, unknown> {
    const l1 = this.chains[network].name;
    return {
      network,
      image: this.image,
      dockerNetworks: [this.network],
      memoryMb: 3072,
      ethereumHosts: [`http://${l1}:8545`],
      l1ConsensusHosts: [`http://${l1}:5052`],
      "p2p.announceIp": "20.30.40.50",
      extraEnv: { NETWORK_CONFIG_LOCATION: NETWORK_CONFIG_URL },
    };
  }

  /** Removes all of it; the nodes have to be gone. */
  async end(): Promise<void> {
    await this.remove();
    for (const one of this.servers) one.forget();
    await docker("image", "rm", "--force", this.image);
  }

  /** Removes also the containers of an interrupted test, nodes included. */
  private async remove(): Promise<void> {
    for (const one of this.servers) await one.remove();
    const filter = ["--filter", `network=${this.network}`];
    const left = (await docker("ps", "--all", "--quiet", ...filter)).split("\n").filter(Boolean);
    if (left.length > 0) await docker("rm", "--force", ...left);
    if (await docker("network", "ls", "--quiet", "--filter", `name=^${this.network}$`))
      await docker("network", "rm", this.network);
  }
}
