/** The public networks: their L1 contracts, and the releases of their rollups. Data, each with its source. */

/** A present or former rollup of a network, and the releases that serve it. */
interface KnownRollup {
  readonly address: string;
  /** The number that a node reports as `rollupVersion`. */
  readonly version: number;
  /** The first release that serves it. */
  readonly since: string;
  /** The newest release that is known to serve it. */
  readonly release: string;
}

export interface PublicNetwork {
  /** Chain id of its L1. */
  readonly chainId: number;
  /** The contract that names the rollup of the network; it stays when the network moves. */
  readonly registry: string;
  /** Oldest first. Only for messages: the registry decides which rollup the network runs. */
  readonly rollups: readonly [KnownRollup, ...KnownRollup[]];
  /** Other contracts of the network, which operators see beside their own addresses. */
  readonly others: Readonly<Record<OtherContract, string>>;
  /** The release that the vendor names for the network, in case the registry cannot be queried. */
  readonly namedRelease: string;
}

export type PublicNetworkName = "mainnet" | "testnet";
type OtherContract = "GSE" | "governance proposer";

/**
 * Chain ids and rollups. Sources: AztecProtocol/aztec-packages `docs/docs/networks.md` at ccc0823b08 (release 5.2.0)
 * and aztec-node `docs/docs/networks.md` at f466b429 (6.0.0-rc.1 on testnet, 29 September 2026).
 * The release that the vendor names: its release notes of 6.0.0 (aztec-node, 22 October 2026: required for everyone, the
 * v6 rollup is canonical on mainnet on 26 October at the earliest, and testnet moves at the same time) and its page of
 * networks, by which both run 6.x since. The addresses of those two rollups are missing here.
 * Registries: AztecProtocol/networks `network_config.json` at 1c5a9f9. Other contracts: `docs/docs/networks.md` at ccc0823b08.
 */
export const PUBLIC_NETWORKS: Readonly<Record<PublicNetworkName, PublicNetwork>> = {
  mainnet: {
    chainId: 1,
    registry: "0x35b22e09Ee0390539439E24f06Da43D83f90e298",
    rollups: [
      {
        address: "0x91fF8bbD8Ebb07893010D50A48A1609e5EBd8E34",
        version: 4_248_422_647,
        since: "5.0.0",
        release: "5.2.0",
      },
    ],
    others: {
      GSE: "0xa92ecFD0E70c9cd5E5cd76c50Af0F7Da93567a4f",
      "governance proposer": "0x06Ef1DcF87E419C48B94a331B252819FADbD63ef",
    },
    namedRelease: "6.0.0",
  },
  testnet: {
    chainId: 11_155_111,
    registry: "0xA0BFb1B494FB49041e5c6e8c2C1BE09cD171c6Ba",
    rollups: [
      {
        address: "0xD73A91bdcF6891C7642F3e460036e1ef2CC23178",
        version: 1_821_665_230,
        since: "5.0.0",
        release: "5.2.0",
      },
      {
        address: "0x8c2fb2A68A3d362ab1DE99E06F83f8903160BbD9",
        version: 2_914_217_885,
        since: "6.0.0-rc.1",
        release: "6.0.0-rc.1",
      },
    ],
    others: {
      GSE: "0xb6A38A51a6C1de9012f9d8EA9745ef957212eAaC",
      "governance proposer": "0x01C7D4ca153748D2377968Fef22894cB162E9480",
    },
    namedRelease: "6.0.0",
  },
};

/** Seconds of an epoch of mainnet and testnet: 32 slots of 72 s. Source: the node's own network defaults. */
export const PUBLIC_EPOCH_SECONDS = 32 * 72;

/**
 * Locations of the network config of public networks, unless `NETWORK_CONFIG_LOCATION` is set. The node uses the second
 * one if the first does not answer. Source: @aztec/cli 4.1.2 and 5.2.0, `dest/config/network_config.js`.
 */
export const NETWORK_CONFIG_URLS: readonly string[] = [
  "https://raw.githubusercontent.com/AztecProtocol/networks/refs/heads/main/network_config.json",
  "https://metadata.aztec.network/network_config.json",
];

/** The variable for another location: a URL, or the path of a file. */
export const NETWORK_CONFIG_VARIABLE = "NETWORK_CONFIG_LOCATION";

/** Returns the data of a public network; undefined for a private one. */
export function publicNetwork(network: string): PublicNetwork | undefined {
  return network === "mainnet" || network === "testnet" ? PUBLIC_NETWORKS[network] : undefined;
}

/** Returns the chain id of the L1 that a network must be on; undefined if the settings do not name it. */
export function l1ChainOf(settings: { readonly network: string; readonly l1ChainId?: number | undefined }) {
  return publicNetwork(settings.network)?.chainId ?? settings.l1ChainId;
}

/** Returns whether a network is public: stake is at risk there, and peers need a reachable address. */
export function isPublic({ network }: { readonly network: string }): boolean {
  return publicNetwork(network) !== undefined;
}

/**
 * Returns the release that is known to serve a rollup of a public network; undefined for every rollup of a private one.
 *
 * @param address of the rollup contract
 * @param network undefined if it is not known: then any public one
 */
export function releaseOfRollup(address: string, network?: string): string | undefined {
  const networks = network === undefined ? Object.values(PUBLIC_NETWORKS) : [publicNetwork(network)];
  const rollups = networks.flatMap((data) => data?.rollups ?? []);
  return rollups.find((rollup) => isSame(rollup.address, address))?.release;
}

/** A contract of a public network. */
interface KnownContract {
  readonly network: PublicNetworkName;
  readonly name: "registry" | "rollup" | OtherContract;
}

/** Returns the contract of a public network that an address is; undefined for every other address. */
export function publicContract(address: string): KnownContract | undefined {
  return (["mainnet", "testnet"] as const)
    .flatMap((network) => contractsOf(network))
    .find(({ at }) => isSame(at, address));
}

/**
 * Returns the contract of a public network that an address is, on that network's chain: a fork has the address on another.
 *
 * @param chainId of the L1; undefined if it is not known
 */
export function publicContractOn(address: string, chainId: number | undefined): KnownContract | undefined {
  const known = publicContract(address);
  const isThere = known && (chainId === undefined || chainId === PUBLIC_NETWORKS[known.network].chainId);
  return isThere ? known : undefined;
}

function contractsOf(network: PublicNetworkName): (KnownContract & { readonly at: string })[] {
  const { registry, rollups, others } = PUBLIC_NETWORKS[network];
  return [
    { network, name: "registry", at: registry },
    ...rollups.map(({ address }) => ({ network, name: "rollup" as const, at: address })),
    { network, name: "GSE", at: others.GSE },
    { network, name: "governance proposer", at: others["governance proposer"] },
  ];
}

/** Returns whether two addresses are the same, whatever their capitals. */
function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
