/** Settings of the stack: network, release, container, ports, log and storage. */
import { z } from "zod";
import { isNetwork, isPrivateNetwork } from "../../keys/addresses";
import { RPC_PORT } from "../ports";
import { oddCharacter } from "../odd-text";
import { RELEASE_PATTERN } from "../releases/release";
import { isHere } from "../server-url";
import { described } from "./type-description";
import { roles, setting } from "./definition";
import { extraVariables } from "./extra-variables";
import { hostEntries } from "./host-entry";
import * as t from "./types";

const LEVELS = "silent|fatal|error|warn|info|verbose|debug|trace";

const subnet = described(
  z.string().refine((value) => {
    const bits = Number(value.split("/")[1]);
    // A larger one would take addresses from the host's own networks.
    return isNetwork(value) && isPrivateNetwork(value) && bits <= 29 && bits >= 16;
  }),
  "a private network of 8 to 65536 addresses in CIDR form, such as 172.30.7.0/24",
  "<network>",
);

/** The URL of a Docker engine. Its port without TLS gives everyone who reads along root's rights on that machine. */
function dockerEngine() {
  const type = z
    .string()
    .regex(/^(unix|tcp|ssh|npipe):\/\/\S+$/)
    .superRefine((value, context) => {
      const message = dockerEngineProblem(value);
      if (message) context.addIssue({ code: "custom", message });
    });
  return described(type, "the URL of a Docker engine: unix://, tcp:// or ssh://", "<url>");
}

function dockerEngineProblem(value: string): string | undefined {
  const odd = oddCharacter(value);
  if (odd) return `has ${odd}, which no URL has: type it again`;
  const { protocol, hostname = "", port, password } = URL.parse(value) ?? {};
  if (value.startsWith("unix:") && !/^unix:\/\/\/[^/]/.test(value)) {
    return "is not the absolute path of a socket: write unix:///var/run/docker.sock, with three slashes";
  }
  if (/(containerd|crio)\.sock$/.test(value)) {
    return "is the socket of another runtime, which has no Docker API: write unix:///var/run/docker.sock";
  }
  if (!/^(tcp|ssh):/.test(value)) return undefined;
  if (!protocol && /:\d+(\/|$)/.test(value))
    return "has a port that is not from 1 to 65535: write the port of the engine";
  if (!hostname) return "has no host: write ssh://<user>@<host>";
  if (password) return "has a password, which neither ssh nor Docker takes from a URL: use an SSH key";
  if (protocol === "ssh:" || isHere(hostname) || port === DOCKER_TLS_PORT) return undefined;
  return `is a Docker engine of another machine without TLS: use ssh://<user>@${hostname}, or port ${DOCKER_TLS_PORT} with DOCKER_TLS_VERIFY`;
}

const DOCKER_TLS_PORT = "2376";

/** A part of a host's name, and a part of an image's. */
const LABEL = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?";
const PART = String.raw`[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*`;
/** A reference as Docker reads it: a registry, names in lower case, a tag, a digest. Source: distribution/reference. */
const IMAGE = new RegExp(
  String.raw`^((localhost|${LABEL}((\.${LABEL})+|(?=:)))(:\d+)?/)?${PART}(/${PART})*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$`,
);

export const stack = {
  network: setting(t.choice(["local", "testnet", "mainnet", "custom"]), {
    description:
      "The network to join: a public one, `local` (a chain on this machine, for development) or `custom` (any other)",
    legacyNames: ["-n", "prompt: network"],
  }),
  role: setting(t.choice(roles).default("sequencer"), {
    description: "The kind of node to run",
  }),
  release: setting(
    t.text(RELEASE_PATTERN, "a release such as 5.2.0, not a moving tag such as latest", "<release>").optional(),
    {
      description: "The Aztec release. It selects the image and the environment variables. Default: the tag of `image`",
    },
  ),
  image: setting(t.text(IMAGE, "an image reference: name:tag or name@sha256:…, in lower case", "<image>").optional(), {
    description:
      "A container image to run in place of the official one for the release, for example from your own registry",
    legacyNames: ["IMAGE", "-i"],
  }),
  allowOtherRollup: setting(t.toggle().default(false), {
    description:
      "Run a release that does not serve the network's current rollup. The node is in standby until the network moves to it",
  }),
  stopped: setting(t.toggle().default(false), {
    description:
      "Keep the node stopped, also after a reboot or another `up`: removes the container and key files, keeps all data",
  }),
  checkOtherStacks: setting(t.toggle().default(true), {
    description:
      "Refuse keys that another stack in this backend already uses. If false, nothing prevents two nodes from signing with the same key",
  }),
  localChainOf: setting(t.text(/^[A-Za-z0-9_.-]+$/, "the name of another stack", "<stack>").optional(), {
    description:
      "Join the development chain of this stack, which has to be up, on `network: local`. A sequencer gets into its committee. Default: a chain of its own",
  }),
  dockerHost: setting(dockerEngine().optional(), {
    description: "URL of the Docker engine. Default: `DOCKER_HOST`, then this machine's socket",
    hosts: ["local"],
  }),
  dockerNetworks: setting(
    t
      .list(
        t.text(
          /^(?!(?:host|none|ingress)$)\w[\w.-]+$/,
          "the name of a Docker network other than host, none and ingress",
          "<name>",
        ),
        "Docker networks",
        "<name>",
      )
      .optional(),
    { description: "Further Docker networks to join, for example that of an Ethereum node on the same host" },
  ),
  extraHosts: setting(hostEntries().optional(), {
    description: "Further host names for the container, as name:address. `host-gateway` is the Docker host's address",
  }),
  dockerSubnet: setting(subnet.optional(), {
    description: "Address range of the stack's Docker network. Set it if Docker's choice collides with your network",
  }),
  dockerMtu: setting(
    described(z.number().int().min(1280).max(9000), "a whole number 1280 to 9000", "<bytes>").optional(),
    {
      description:
        "Largest packet of the stack's Docker network. Without it, a new network takes the MTU of the host's route, if that is less than 1500. A change restarts the node",
      unit: "bytes",
    },
  ),
  memoryMb: setting(t.integer(1024, 16_777_216).default(16_384), {
    description: "Memory limit of the node. The kernel kills the node if it needs more",
    unit: "MiB",
  }),
  readyTimeoutSeconds: setting(t.integer(10, 604_800).default(2700), {
    description: "How long `up` waits for the node to become ready",
    unit: "s",
  }),
  rpcPort: setting(t.port().default(RPC_PORT), {
    description: "Port of the node's JSON-RPC on the host's loopback address",
    legacyNames: ["AZTEC_PORT", "-p", "prompt: node port"],
  }),
  adminPort: setting(t.port().optional(), {
    description: "Port of the admin API inside the container. It is never published",
    nodeDefault: "8880",
    env: ["AZTEC_ADMIN_PORT"],
    alternative: "that release serves the admin API on the JSON-RPC port",
  }),
  logLevel: setting(
    t
      .text(
        new RegExp(`^(${LEVELS})(;(${LEVELS}):[\\w:*-]+(,[\\w:*-]+)*)*$`),
        `a level (${LEVELS.replaceAll("|", ", ")}), then levels of modules after ;`,
        "<level>",
      )
      .default("info"),
    {
      description: "Log level, also for single modules: `info` or `info;debug:p2p,sequencer`",
      legacyNames: ["LOG_LEVEL"],
      env: ["LOG_LEVEL"],
    },
  ),
  logJson: setting(t.toggle().optional(), {
    description: "Write the log as JSON",
    nodeDefault: "false",
    env: ["LOG_JSON"],
  }),
  awsLogging: setting(t.toggle().optional(), {
    description: "Write the log in the format of AWS CloudWatch",
    nodeDefault: "false",
    env: ["USE_AWS_LOGGING"],
    alternative: "logJson",
  }),
  dataDirectory: setting(t.absolutePath().optional(), {
    description:
      "Mount point of the data volume inside the container. Default: /var/lib/data, or /var/lib/aztec up to 0.76",
    legacyNames: ["DATA_DIRECTORY"],
    env: ["DATA_DIRECTORY"],
  }),
  storage: z
    .strictObject({
      kind: setting(t.choice(["volume", "bind"]).default("volume"), {
        description: "Keep the data in a Docker volume, or in a directory of the host (`bind`)",
        hosts: ["local", "ssh"],
        legacyNames: ["prompt: volume or directory"],
      }),
      path: setting(t.absolutePath().optional(), {
        description:
          "Existing directory of the host for `storage.kind: bind`. No other node may have it. Its owner becomes the node's user",
        hosts: ["local", "ssh"],
        legacyNames: ["-d", "prompt: data directory"],
      }),
      requireSigningRecord: setting(t.toggle().default(false), {
        description:
          "Refuse to start the node on data without a record of what was signed (`signing-protection`). `import` and `restore` set it if the old data had one",
        roles: ["sequencer"],
      }),
    })
    .prefault({}),
  extraEnv: setting(extraVariables().optional(), {
    description:
      "Further environment variables that the release or its libraries read: OTEL_…, AWS_…, NODE_OPTIONS, proxies",
    secret: "with a key",
  }),
};
