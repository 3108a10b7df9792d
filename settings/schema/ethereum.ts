/** Settings of the Ethereum servers, gas prices and Aztec's contracts on L1. */
import { z } from "zod";
import { beaconBase } from "../beacon-request.cjs";
import { setting, nodeRoles, publisherRoles, type Role } from "./definition";
import * as secret from "./secret-types";
import * as t from "./types";

const readers: readonly Role[] = [...nodeRoles, "prover-broker"];

/** Defines an L1 contract of a custom network: nodes from 0.66 to 1.x need each one, later ones only the registry. */
function contract(env: string, name: string) {
  return setting(t.ethereumAddress().optional(), {
    description: `Address of the ${name} contract on a custom network`,
    legacyNames: [env],
    env: [env],
    roles: readers,
    alternative: "the node finds it by l1Contracts.registry",
  });
}

export const ethereum = {
  ethereumHosts: setting(t.servers().optional(), {
    description: "JSON-RPC servers of Ethereum, in order of preference",
    legacyNames: ["ETHEREUM_HOST", "-e"],
    env: ["ETHEREUM_HOSTS", "ETHEREUM_HOST"],
    roles: readers,
    secret: "with a key",
  }),
  ethereumDebugHosts: setting(t.servers().optional(), {
    description: "JSON-RPC servers that support trace and debug methods",
    nodeDefault: "`ethereumHosts`",
    env: ["ETHEREUM_DEBUG_HOSTS"],
    roles: nodeRoles,
    secret: "with a key",
    alternative: "ethereumHosts",
  }),
  ethereumAllowNoDebugHosts: setting(t.toggle().optional(), {
    description: "Start the node even if no server supports trace methods",
    nodeDefault: "true; from 6.0.0 false",
    env: ["ETHEREUM_ALLOW_NO_DEBUG_HOSTS"],
    roles: nodeRoles,
  }),
  ethereumHttpTimeoutMs: setting(t.milliseconds(100).optional(), {
    description: "Timeout of a JSON-RPC request to Ethereum",
    unit: "ms",
    env: ["ETHEREUM_HTTP_TIMEOUT_MS"],
    roles: readers,
  }),
  l1ConsensusHosts: setting(t.beaconServers().optional(), {
    description:
      "Beacon API servers of Ethereum that keep all blobs: started as supernode or semi-supernode (Lighthouse: --supernode)",
    env: ["L1_CONSENSUS_HOST_URLS", "L1_CONSENSUS_HOST_URL", "L1_CONSENSUS_CLIENT_URL"],
    rendered: beaconBase,
    roles: readers,
    secret: "with a key",
    alternative: "that release reads no blobs",
  }),
  l1ConsensusHostApiKeys: setting(secret.apiKeys().optional(), {
    description: "API keys for `l1ConsensusHosts`, in the same order; an empty one for a server without a key",
    env: ["L1_CONSENSUS_HOST_API_KEYS"],
    roles: readers,
    secret: "always",
    alternative: "put the key into the path of the URL, in l1ConsensusHosts",
  }),
  l1ConsensusHostApiKeyHeaders: setting(
    t
      .parallelList(
        t.text(
          /^(?!(host|content-length|connection|transfer-encoding)$)[A-Za-z0-9-]*$/i,
          "the name of a header",
          "<header>",
        ),
        "header names",
        "<header>",
      )
      .optional(),
    {
      description: "HTTP headers for `l1ConsensusHostApiKeys`, in the same order",
      nodeDefault: "`?key=` in the URL",
      env: ["L1_CONSENSUS_HOST_API_KEY_HEADERS"],
      roles: readers,
    },
  ),
  l1ChainId: setting(t.integer(1).optional(), {
    description: "Chain id of Ethereum on a custom network",
    legacyNames: ["L1_CHAIN_ID"],
    env: ["L1_CHAIN_ID"],
    roles: readers,
  }),
  l1Contracts: z
    .strictObject({
      registry: contract("REGISTRY_CONTRACT_ADDRESS", "registry"),
      rollup: contract("ROLLUP_CONTRACT_ADDRESS", "rollup"),
      inbox: contract("INBOX_CONTRACT_ADDRESS", "inbox"),
      outbox: contract("OUTBOX_CONTRACT_ADDRESS", "outbox"),
      feeJuice: contract("FEE_JUICE_CONTRACT_ADDRESS", "fee juice"),
      feeJuicePortal: contract("FEE_JUICE_PORTAL_CONTRACT_ADDRESS", "fee juice portal"),
      governance: contract("GOVERNANCE_CONTRACT_ADDRESS", "governance"),
      governanceProposer: contract("GOVERNANCE_PROPOSER_CONTRACT_ADDRESS", "governance proposer"),
      rewardDistributor: contract("REWARD_DISTRIBUTOR_CONTRACT_ADDRESS", "reward distributor"),
      coinIssuer: contract("COIN_ISSUER_CONTRACT_ADDRESS", "coin issuer"),
    })
    .prefault({}),
  gas: z
    .strictObject({
      maxGwei: setting(t.decimal(0.000001).optional(), {
        description: "Highest gas price to pay. If it is too low, proposals fail and still cost fees",
        unit: "gwei",
        nodeDefault: "2000",
        env: ["L1_GAS_PRICE_MAX"],
        roles: publisherRoles,
      }),
      maxBlobGwei: setting(t.decimal(0.000001).optional(), {
        description: "Highest blob fee to pay",
        unit: "gwei",
        nodeDefault: "3000",
        env: ["L1_BLOB_FEE_PER_GAS_MAX"],
        roles: publisherRoles,
      }),
      minPriorityGwei: setting(t.decimal(0).optional(), {
        description: "Lowest priority fee to offer",
        unit: "gwei",
        nodeDefault: "0",
        env: ["L1_MINIMUM_PRIORITY_FEE_PER_GAS_GWEI", "L1_FIXED_PRIORITY_FEE_PER_GAS"],
        roles: publisherRoles,
      }),
      priorityFeeBumpPercentage: setting(t.decimal(0, 1000).optional(), {
        description: "Increase of the priority fee with each attempt",
        unit: "%",
        nodeDefault: "20",
        env: ["L1_PRIORITY_FEE_BUMP_PERCENTAGE"],
        roles: publisherRoles,
      }),
      priorityFeeRetryBumpPercentage: setting(t.decimal(0, 1000).optional(), {
        description: "Increase of the priority fee with each retry",
        unit: "%",
        nodeDefault: "50",
        env: ["L1_PRIORITY_FEE_RETRY_BUMP_PERCENTAGE"],
        roles: publisherRoles,
      }),
      limitBufferPercentage: setting(t.decimal(0, 1000).optional(), {
        description: "Margin added to the estimated gas limit",
        unit: "%",
        nodeDefault: "20",
        env: ["L1_GAS_LIMIT_BUFFER_PERCENTAGE"],
        roles: publisherRoles,
      }),
    })
    .prefault({}),
  bootnodeUrl: setting(t.serverFromHere().optional(), {
    description: "A node of a custom network. `up` queries it once for the chain id, contracts and ENR",
    legacyNames: ["BOOTNODE_URL", "-b"],
    roles: readers,
    secret: "with a key",
  }),
};
