import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { adminKeyHash, ethereumAddress, normalEthereumKey, p2pKey, peerId } from "../settings/keys";
import { keystore } from "../settings/keystore";
import { nodeRoles, type Role } from "../settings/variables/row";

export interface ValidatorKeysArgs {
  /** What the node does: it decides which keys it has. */
  readonly role: Role;
  /** Secret settings by their paths; what is missing is generated where it can be. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string> | undefined>>;
  /** Who receives the rewards. @default the address of the attester's key */
  readonly coinbase?: string | undefined;
  /** Who receives fees on Aztec. @default the zero address */
  readonly feeRecipient?: string | undefined;
  /** Who is named as prover. @default the address of its first publisher */
  readonly proverId?: string | undefined;
  /** Whether an attester's key is generated: only of use on a chain of one's own. */
  readonly generateAttester: boolean;
  /** Whether the engine refuses to delete or replace what was generated: a lost key is a lost identity. */
  readonly protect: boolean;
}

type Secret = pulumi.Output<string>;

/**
 * The keys of one node: given ones, or generated ones kept as secrets in the stack's state, so that a new container,
 * volume or host has the same peer id. No key is made by the container.
 */
export class ValidatorKeys extends pulumi.ComponentResource {
  /** Values of settings for the container's environment, by their paths: for releases that read no keystore. */
  readonly values: Readonly<Record<string, Secret | undefined>>;
  /** The keystore file's JSON, where there is a key to be in it; secret. */
  readonly keystore: Secret | undefined;
  /** `16Uiu2HA…`, public; of one that talks to peers. */
  readonly peerId: pulumi.Output<string> | undefined;
  /** Ethereum address, public; of a sequencer whose keys are not in a keystore file of the operator's. */
  readonly coinbase: pulumi.Output<string> | undefined;
  /** The password of the node's administration; secret. */
  readonly adminApiKey: Secret | undefined;

  constructor(name: string, args: ValidatorKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    // No args go to the engine here: a component's own inputs would put keys into its state a second time.
    super("aztec-validator:index:ValidatorKeys", name, {}, opts);
    const attester = this.attester(name, args);
    const identity = this.identity(name, args);
    this.adminApiKey = this.admin(name, args);
    this.peerId = identity && pulumi.unsecret(identity.apply(peerId));
    this.coinbase = args.coinbase
      ? pulumi.output(args.coinbase)
      : attester && pulumi.unsecret(attester.apply(ethereumAddress));
    this.keystore = keystoreOf(args, attester);
    this.values = {
      attesterPrivateKey: attester,
      publisherPrivateKeys: normal(args.secrets.publisherPrivateKeys) ?? attester,
      proverPublisherPrivateKeys: normal(args.secrets.proverPublisherPrivateKeys),
      coinbase: this.coinbase,
      p2pPrivateKey: identity,
      // The node is given what the password can be told by, and not the password.
      adminApiKey: this.adminApiKey && pulumi.unsecret(this.adminApiKey.apply(adminKeyHash)),
    };
    this.registerOutputs({ peerId: this.peerId, coinbase: this.coinbase });
  }

  private attester(name: string, { role, secrets, generateAttester, protect }: ValidatorKeysArgs): Secret | undefined {
    if (role !== "sequencer" || secrets.keystore) return undefined;
    const given = normal(secrets.attesterPrivateKey);
    return given ?? (generateAttester ? normal(this.bytes(`${name}-attester`, protect)) : undefined);
  }

  private identity(name: string, { role, secrets, protect }: ValidatorKeysArgs): Secret | undefined {
    if (!nodeRoles.includes(role)) return undefined;
    // Made in any case: what is protected could not go when a key is given later, and is there when it is taken away.
    const own = this.bytes(`${name}-p2p`, protect).apply(p2pKey);
    return pulumi.secret(secrets.p2pPrivateKey ?? own);
  }

  private admin(name: string, { role, secrets }: ValidatorKeysArgs): Secret | undefined {
    if (!nodeRoles.includes(role)) return undefined;
    // Not protected: a new one costs nothing but a new container.
    return pulumi.secret(secrets.adminApiKey ?? this.bytes(`${name}-admin`, false));
  }

  /** 32 random bytes in hex, drawn once: they are of the state and change only if the resource is replaced. */
  private bytes(name: string, protect: boolean): Secret {
    return new random.RandomBytes(name, { length: 32 }, { parent: this, protect }).hex;
  }
}

function keystoreOf(args: ValidatorKeysArgs, attester: Secret | undefined): Secret | undefined {
  const { keystore: whole, blsPrivateKey, publisherPrivateKeys, proverPublisherPrivateKeys } = args.secrets;
  if (whole) return pulumi.secret(whole);
  if (!attester && !proverPublisherPrivateKeys) return undefined;
  const { coinbase, feeRecipient, proverId } = args;
  return pulumi
    .all({ attester, bls: blsPrivateKey, publishers: publisherPrivateKeys, provers: proverPublisherPrivateKeys })
    .apply((keys) =>
      pulumi.secret(
        keystore({
          attester: keys.attester,
          bls: keys.bls,
          publishers: keys.publishers?.split(","),
          proverPublishers: keys.provers?.split(","),
          coinbase,
          feeRecipient,
          proverId,
        }) ?? "",
      ),
    );
}

/** One or more keys, with commas, in the form that all releases read. */
function normal(keys: pulumi.Input<string> | undefined): Secret | undefined {
  if (keys === undefined) return undefined;
  return pulumi.secret(keys).apply((all) => all.split(",").map(normalEthereumKey).join(","));
}
