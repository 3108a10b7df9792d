import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { attestersOf } from "../settings/attesters";
import { adminKeyHash, ethereumAddress, normalEthereumKey, p2pKey, peerId } from "../keys/keys";
import type { PublicAttester } from "../settings/claim";
import { keystore } from "../node/keystore";
import type { Settings } from "../settings/schema";
import { nodeRoles } from "../settings/schema/definition";
import { COMPONENT, generatedKeyResource } from "../resources/names";

export interface ValidatorKeysArgs {
  /** What is public of the keys: which there are, by their addresses. */
  readonly settings: Settings;
  /** Secret settings by their paths; what is missing is generated where it can be. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
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
  /** Ethereum address, public; of the first attester whose keys are not in a keystore file of the operator's. */
  readonly coinbase: pulumi.Output<string> | undefined;
  /** All of them but those in a keystore file of the operator's; public. */
  readonly attesters: pulumi.Output<PublicAttester[]>;
  /** The password of the node's administration; secret. */
  readonly adminApiKey: Secret | undefined;

  constructor(name: string, args: ValidatorKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    // No args go to the engine here: a component's own inputs would put keys into its state a second time.
    super(COMPONENT.validatorKeys, name, {}, opts);
    const { settings, secrets } = args;
    const attester = this.attester(name, args);
    const identity = this.identity(name, args);
    this.adminApiKey = this.admin(name, args);
    this.peerId = identity && pulumi.unsecret(identity.apply(peerId));
    this.attesters = factsOf(settings, attester);
    const [first] = attestersOf(settings);
    this.coinbase = first && this.attesters.apply(([facts]) => facts?.coinbase ?? "");
    this.keystore = keystoreOf(args, attester);
    this.values = {
      attesterPrivateKey: attester,
      publisherPrivateKeys: normal(secrets.publisherPrivateKeys) ?? attester,
      proverPublisherPrivateKeys: normal(secrets.proverPublisherPrivateKeys),
      coinbase: this.coinbase,
      p2pPrivateKey: identity,
      // The node is given what the password can be told by, and not the password.
      adminApiKey: this.adminApiKey && pulumi.unsecret(this.adminApiKey.apply(adminKeyHash)),
    };
    this.registerOutputs({ peerId: this.peerId, coinbase: this.coinbase, attesters: this.attesters });
  }

  /** The key of the attester without a name; generated where a stack has none at all and may have one. */
  private attester(name: string, { settings, secrets, protect }: ValidatorKeysArgs): Secret | undefined {
    const isHere = attestersOf(settings).some((one) => one.name === undefined && one.source === "attesterPrivateKey");
    return isHere
      ? normal(secrets.attesterPrivateKey ?? this.bytes(generatedKeyResource("attester", name), protect))
      : undefined;
  }

  private identity(name: string, { settings, secrets, protect }: ValidatorKeysArgs): Secret | undefined {
    if (!nodeRoles.includes(settings.role)) return undefined;
    // Made in any case: what is protected could not go when a key is given later, and is there when it is taken away.
    const own = this.bytes(generatedKeyResource("p2p", name), protect).apply(p2pKey);
    return pulumi.secret(secrets.p2pPrivateKey ?? own);
  }

  private admin(name: string, { settings, secrets }: ValidatorKeysArgs): Secret | undefined {
    if (!nodeRoles.includes(settings.role)) return undefined;
    // Not protected: a new one costs nothing but a new container.
    return pulumi.secret(secrets.adminApiKey ?? this.bytes(generatedKeyResource("admin", name), false));
  }

  /** 32 random bytes in hex, drawn once: they are of the state and change only if the resource is replaced. */
  private bytes(name: string, protect: boolean): Secret {
    return new random.RandomBytes(name, { length: 32 }, { parent: this, protect }).hex;
  }
}

function keystoreOf({ settings, secrets }: ValidatorKeysArgs, attester: Secret | undefined): Secret | undefined {
  const isThere = settings.keystore ?? (attestersOf(settings).length > 0 || settings.role === "prover-node");
  if (!isThere) return undefined;
  const texts = { ...secrets, ...(attester ? { attesterPrivateKey: attester } : {}) };
  return pulumi.secret(pulumi.all(texts).apply((all) => keystore(settings, all) ?? ""));
}

/** Only a generated key's address is not known from the settings. */
function factsOf(settings: Settings, generated: Secret | undefined): pulumi.Output<PublicAttester[]> {
  const own = generated ? pulumi.unsecret(generated.apply(ethereumAddress)) : pulumi.output("");
  return own.apply((made) =>
    attestersOf(settings).flatMap(({ addresses, coinbase, publishers }) =>
      (addresses.length > 0 ? addresses : [made]).map((address) => ({
        address,
        coinbase: coinbase ?? address,
        publishers: publishers.length > 0 ? [...publishers] : [address],
      })),
    ),
  );
}

/** One or more keys, with commas, in the form that all releases read. */
function normal(keys: pulumi.Input<string> | undefined): Secret | undefined {
  if (keys === undefined) return undefined;
  return pulumi.secret(keys).apply((all) => all.split(",").map(normalEthereumKey).join(","));
}
