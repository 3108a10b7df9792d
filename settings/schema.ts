/** The settings of a stack, as zod types: the only source of their TypeScript types, defaults and formats. */
import { z } from "zod";
import { checksumAddress } from "./keys";
import { P2P_PORT, RPC_PORT } from "./ports";

const port = z.number().int().min(1, "is a port: 1 to 65535").max(65535, "is a port: 1 to 65535");

const httpUrl = z.string().regex(/^https?:\/\/[^\s,]+$/, "takes a URL that begins with http:// or https://");

const ethereumAddress = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "takes an Ethereum address: 0x and 40 hex digits")
  .refine((text) => !isMixedCase(text) || checksumAddress(text) === text, {
    message: "has capitals that do not fit (EIP-55): a digit may be mistyped",
    abort: true,
  })
  .transform(checksumAddress);

const aztecAddress = z
  .string()
  .regex(/^0x[0-9a-fA-F]{64}$/, "takes an Aztec address: 0x and 64 hex digits (an Ethereum address is too short)");

const ipv4 = z.ipv4("takes an IPv4 address");

function isMixedCase(text: string): boolean {
  const digits = text.slice(2);
  return digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
}

const p2p = z.strictObject({
  /** Port on TCP and UDP, inside the container and outside. */
  port: port.default(P2P_PORT),
  /** The public address other nodes reach this one by; it goes into the ENR. */
  announceIp: ipv4.optional(),
});

/** Everything in a stack's configuration that is not secret. */
export const settingsSchema = z.strictObject({
  /** The network to join; `local` is a chain of one's own, for development. */
  network: z.enum(["local", "testnet", "mainnet"]),
  /** The Aztec release: what the node's image is, and which names it reads. */
  release: z
    .string()
    .regex(/^\d+\.\d+\.\d+$/, "takes a release such as 5.2.0: moving tags like latest change a node unasked"),
  /** Another image than the vendor's for the release. */
  image: z
    .string()
    .regex(/^[^\s]+$/, "takes an image reference")
    .optional(),
  /** JSON-RPC servers of Ethereum, the first preferred. */
  ethereumHosts: z.array(httpUrl).min(1, "takes one URL at least").optional(),
  /** Beacon API servers of Ethereum that keep blobs. */
  l1ConsensusHosts: z.array(httpUrl).min(1, "takes one URL at least").optional(),
  p2p: p2p.prefault({}),
  /** Port of this host's loopback where the node's JSON-RPC answers. */
  rpcPort: port.default(RPC_PORT),
  logLevel: z.enum(["silent", "fatal", "error", "warn", "info", "verbose", "debug", "trace"]).default("info"),
  /** The most memory the node may take, in MiB; beyond it the kernel ends the node. */
  memoryMb: z.number().int().min(1024, "is in MiB, 1024 at least").default(16_384),
  /** How long `up` waits for the node to be ready, in seconds. */
  readyTimeoutSeconds: z.number().int().min(10, "is in seconds, 10 at least").default(2700),
  /** Who receives the rewards; unset, the attester's own address. */
  coinbase: ethereumAddress.optional(),
  /** Who receives fees on Aztec; the protocol does not use it yet. */
  feeRecipient: aztecAddress.optional(),
  /** The Docker engine, as in DOCKER_HOST; unset, DOCKER_HOST or this machine's socket. */
  dockerHost: z
    .string()
    .regex(/^(unix|tcp|ssh|npipe):\/\//, "takes an engine's URL: unix://, tcp:// or ssh://")
    .optional(),
});

/** Secret settings: their texts never leave the check. */
export const secretNames = ["attesterPrivateKey", "p2pPrivateKey"] as const;
export type SecretName = (typeof secretNames)[number];

/** Checked settings. Secrets are not among them. */
export type Settings = z.output<typeof settingsSchema>;
