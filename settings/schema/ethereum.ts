/** The Ethereum that the node reads and writes, and Aztec's contracts on it. */
import { z } from "zod";
import { setting, nodeRoles, publisherRoles, type Role } from "./definition";
import { apiKeys } from "./secret-types";
import { decimal, ethereumAddress, integer, list, servers, text, toggle, urlFromHere } from "./types";

const readers: readonly Role[] = [...nodeRoles, "prover-broker"];

/** Of a network of one's own: the nodes of 0.66 to 1.x take each contract, later ones find them by the registry. */
function contract(env: string, doc: string) {
  return setting(ethereumAddress().optional(), {
    description: `${doc}, on a custom network`,
    legacyNames: [`\`${env}\``],
    env: [env],
    roles: readers,
    alternative: "the node finds it by l1Contracts.registry",
  });
}

export const ethereum = {
  ethereumHosts: setting(servers().optional(), {
    description: "JSON-RPC servers of Ethereum, the first preferred",
    legacyNames: ["`ETHEREUM_HOST`", "`-e`"],
    env: ["ETHEREUM_HOSTS", "ETHEREUM_HOST"],
    roles: readers,
    secret: "with a key",
  }),
  ethereumDebugHosts: setting(servers().optional(), {
    description: "JSON-RPC servers that answer trace and debug methods",
    nodeDefault: "`ethereumHosts`",
    env: ["ETHEREUM_DEBUG_HOSTS"],
    roles: nodeRoles,
    secret: "with a key",
    alternative: "ethereumHosts",
  }),
  ethereumAllowNoDebugHosts: setting(toggle().optional(), {
    description: "Starts the node even where no server answers trace methods",
    nodeDefault: "true; from 6.0.0 false",
    env: ["ETHEREUM_ALLOW_NO_DEBUG_HOSTS"],
    roles: nodeRoles,
  }),
  ethereumHttpTimeoutMs: setting(integer(1).optional(), {
    description: "How long a JSON-RPC server may take for an answer",
    unit: "ms",
    env: ["ETHEREUM_HTTP_TIMEOUT_MS"],
    roles: readers,
  }),
  l1ConsensusHosts: setting(servers().optional(), {
    description: "Beacon API servers of Ethereum that keep all blobs: supernodes or semi-supernodes",
    env: ["L1_CONSENSUS_HOST_URLS", "L1_CONSENSUS_HOST_URL", "L1_CONSENSUS_CLIENT_URL"],
    roles: readers,
    secret: "with a key",
    alternative: "that release reads no blobs",
  }),
  l1ConsensusHostApiKeys: setting(apiKeys().optional(), {
    description: "API keys for `l1ConsensusHosts`, one for each, in their order",
    env: ["L1_CONSENSUS_HOST_API_KEYS"],
    roles: readers,
    secret: "always",
    alternative: "the key within the URL, in l1ConsensusHosts",
  }),
  l1ConsensusHostApiKeyHeaders: setting(
    list(text(/^[A-Za-z0-9-]+$/, "the name of a header", "<header>"), "header names", "<header>").optional(),
    {
      description: "Header that each of `l1ConsensusHostApiKeys` goes into",
      nodeDefault: "`?key=` in the URL",
      env: ["L1_CONSENSUS_HOST_API_KEY_HEADERS"],
      roles: readers,
    },
  ),
  l1ChainId: setting(integer(1).optional(), {
    description: "Chain id of the Ethereum of a custom network",
    legacyNames: ["`L1_CHAIN_ID`"],
    env: ["L1_CHAIN_ID"],
    roles: readers,
  }),
  l1Contracts: z
    .strictObject({
      registry: contract("REGISTRY_CONTRACT_ADDRESS", "Aztec's registry contract"),
      rollup: contract("ROLLUP_CONTRACT_ADDRESS", "Rollup contract"),
      inbox: contract("INBOX_CONTRACT_ADDRESS", "Inbox contract"),
      outbox: contract("OUTBOX_CONTRACT_ADDRESS", "Outbox contract"),
      feeJuice: contract("FEE_JUICE_CONTRACT_ADDRESS", "Fee juice contract"),
      feeJuicePortal: contract("FEE_JUICE_PORTAL_CONTRACT_ADDRESS", "Fee juice portal contract"),
      governance: contract("GOVERNANCE_CONTRACT_ADDRESS", "Governance contract"),
      governanceProposer: contract("GOVERNANCE_PROPOSER_CONTRACT_ADDRESS", "Governance proposer contract"),
      rewardDistributor: contract("REWARD_DISTRIBUTOR_CONTRACT_ADDRESS", "Reward distributor contract"),
      coinIssuer: contract("COIN_ISSUER_CONTRACT_ADDRESS", "Coin issuer contract"),
    })
    .prefault({}),
  gas: z
    .strictObject({
      maxGwei: setting(decimal(0.000001).optional(), {
        description: "The highest gas price that is paid; too low a cap loses proposals and still costs fees",
        unit: "gwei",
        nodeDefault: "2000",
        env: ["L1_GAS_PRICE_MAX"],
        roles: publisherRoles,
      }),
      maxBlobGwei: setting(decimal(0.000001).optional(), {
        description: "The highest blob fee that is paid",
        unit: "gwei",
        nodeDefault: "3000",
        env: ["L1_BLOB_FEE_PER_GAS_MAX"],
        roles: publisherRoles,
      }),
      minPriorityGwei: setting(decimal(0).optional(), {
        description: "The least priority fee that is offered",
        unit: "gwei",
        nodeDefault: "0",
        env: ["L1_MINIMUM_PRIORITY_FEE_PER_GAS_GWEI", "L1_FIXED_PRIORITY_FEE_PER_GAS"],
        roles: publisherRoles,
      }),
      priorityFeeBumpPercentage: setting(decimal(0, 1000).optional(), {
        description: "How much more priority fee each attempt offers",
        unit: "%",
        nodeDefault: "20",
        env: ["L1_PRIORITY_FEE_BUMP_PERCENTAGE"],
        roles: publisherRoles,
      }),
      priorityFeeRetryBumpPercentage: setting(decimal(0, 1000).optional(), {
        description: "How much more priority fee each repetition offers",
        unit: "%",
        nodeDefault: "50",
        env: ["L1_PRIORITY_FEE_RETRY_BUMP_PERCENTAGE"],
        roles: publisherRoles,
      }),
      limitBufferPercentage: setting(decimal(0, 1000).optional(), {
        description: "How much is added to the estimated gas limit",
        unit: "%",
        nodeDefault: "20",
        env: ["L1_GAS_LIMIT_BUFFER_PERCENTAGE"],
        roles: publisherRoles,
      }),
    })
    .prefault({}),
  bootnodeUrl: setting(urlFromHere().optional(), {
    description: "A node of a custom network, asked once for its chain id, contracts and ENR",
    legacyNames: ["`BOOTNODE_URL`", "`-b`"],
    roles: readers,
  }),
};
