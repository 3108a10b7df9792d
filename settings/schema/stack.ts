/** What runs, and where: none of it is read by the node itself, but for the ports and the log. */
import { z } from "zod";
import { isNetwork, isPrivateNetwork } from "../../keys/addresses";
import { RPC_PORT } from "../ports";
import { RELEASE_PATTERN } from "../releases/release";
import { described } from "./type-description";
import { roles, setting } from "./definition";
import { absolutePath, choice, hasKey, integer, list, port, text, toggle } from "./types";

const LEVELS = "silent|fatal|error|warn|info|verbose|debug|trace";

const subnet = described(
  z.string().refine((value) => isNetwork(value) && isPrivateNetwork(value)),
  "a private network by its first address, such as 172.30.7.0/24",
  "<network>",
);

const variableName = described(z.string().regex(/^[A-Z][A-Z0-9_]*$/), "the name of a variable", "<NAME>");
const variableText = described(z.union([z.string().min(1), z.number(), z.boolean()]), "a text", "<value>");

/** Of the values, which may be secret, only the names stay. */
const extraVariables = described(z.record(variableName, variableText), "a group of variables", "<value>").transform(
  (all) => ({ names: Object.keys(all), hasKey: Object.values(all).some((value) => hasKey(String(value))) }),
);

export const stack = {
  network: setting(choice(["local", "testnet", "mainnet", "custom"]), {
    description: "The network to join; `local` is a chain of one's own for development, `custom` any other one",
    legacyNames: ["`-n`", "prompt: network"],
  }),
  role: setting(choice(roles).default("sequencer"), {
    description: "What the node does",
  }),
  release: setting(
    text(
      RELEASE_PATTERN,
      "a release such as 5.2.0: latest and other moving tags change a node unasked",
      "<release>",
    ).optional(),
    {
      description:
        "The Aztec release; it decides the image and which names the node is given. Unset, the tag of `image`",
    },
  ),
  image: setting(
    text(
      /^[a-z0-9][\w.:/-]*(@sha256:[0-9a-f]{64})?$/,
      "an image reference: name:tag or name@sha256:…",
      "<image>",
    ).optional(),
    { description: "Another image than the vendor's for the release", legacyNames: ["`IMAGE`", "`-i`"] },
  ),
  allowOtherRollup: setting(toggle().default(false), {
    description:
      "Starts a release also where it does not serve the rollup that the network runs: the node stands by until the network moves to it",
  }),
  stopped: setting(toggle().default(false), {
    description:
      "Keeps the node stopped, through restarts of the host and later `up`s: no container and no key file, all data",
  }),
  checkOtherStacks: setting(toggle().default(true), {
    description:
      "Refuses a key that the node of another stack of the backend has; false, nothing keeps two nodes from signing with one key",
  }),
  dockerHost: setting(
    text(/^(unix|tcp|ssh|npipe):\/\/\S+$/, "an engine's URL: unix://, tcp:// or ssh://", "<url>").optional(),
    { description: "The Docker engine; unset, DOCKER_HOST or this machine's socket", hosts: ["local"] },
  ),
  dockerNetworks: setting(
    list(text(/^[\w][\w.-]+$/, "the name of a Docker network", "<name>"), "Docker networks", "<name>").optional(),
    { description: "Docker networks to join besides the stack's own: where an Ethereum node of this host is" },
  ),
  dockerSubnet: setting(subnet.optional(), {
    description: "Addresses of the stack's Docker network, where Docker's own choice is in use on your network",
  }),
  memoryMb: setting(integer(1024).default(16_384), {
    description: "The most memory the node may take; beyond it the kernel ends the node",
    unit: "MiB",
  }),
  readyTimeoutSeconds: setting(integer(10).default(2700), {
    description: "How long `up` waits until the node is ready",
    unit: "s",
  }),
  rpcPort: setting(port().default(RPC_PORT), {
    description: "Port of the host's loopback where the node's JSON-RPC answers",
    legacyNames: ["`AZTEC_PORT`", "`-p`", "prompt: node port"],
  }),
  adminPort: setting(port().optional(), {
    description: "Port of the administration API inside the container; it is never published",
    nodeDefault: "8880",
    env: ["AZTEC_ADMIN_PORT"],
    alternative: "that release serves administration together with JSON-RPC",
  }),
  logLevel: setting(
    text(
      new RegExp(`^(${LEVELS})(;(${LEVELS}):[\\w:*-]+(,[\\w:*-]+)*)*$`),
      `a level, ${LEVELS.replaceAll("|", ", ")}, and after ; levels of modules`,
      "<level>",
    ).default("info"),
    {
      description: "How much the node says: `info`, or `info;debug:p2p,sequencer`",
      legacyNames: ["`LOG_LEVEL`"],
      env: ["LOG_LEVEL"],
    },
  ),
  logJson: setting(toggle().optional(), {
    description: "Writes the log as JSON",
    nodeDefault: "false",
    env: ["LOG_JSON"],
  }),
  awsLogging: setting(toggle().optional(), {
    description: "Writes the log in the form that AWS CloudWatch reads",
    nodeDefault: "false",
    env: ["USE_AWS_LOGGING"],
    alternative: "logJson",
  }),
  dataDirectory: setting(absolutePath().optional(), {
    description: "Where the data volume is inside the container; unset, /var/lib/data, and /var/lib/aztec up to 0.76",
    legacyNames: ["`DATA_DIRECTORY`"],
    env: ["DATA_DIRECTORY"],
  }),
  storage: z
    .strictObject({
      kind: setting(choice(["volume", "bind"]).default("volume"), {
        description: "Where the data is: in a Docker volume, or in a directory of the host",
        hosts: ["local", "ssh"],
        legacyNames: ["prompt: volume or directory"],
      }),
      path: setting(absolutePath().optional(), {
        description:
          "The directory of the host, for `storage.kind: bind`; it has to exist, and is given to the node's user",
        hosts: ["local", "ssh"],
        legacyNames: ["`-d`", "prompt: data directory"],
      }),
    })
    .prefault({}),
  extraEnv: setting(extraVariables.optional(), {
    description:
      "Further variables of the node, by their names: those the release reads, OTEL_…, AWS_… and NODE_OPTIONS",
    secret: "with a key",
  }),
};
