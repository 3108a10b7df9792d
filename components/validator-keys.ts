import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { attestersOf, proverAddresses } from "../settings/attesters";
import { adminKeyHash, ethereumAddress, normalEthereumKey, p2pKey, peerId } from "../keys/keys";
import type { PublicAttester } from "../settings/claim";
import { keystore } from "../node/keystore";
import type { Settings } from "../settings/schema";
import { nodeRoles } from "../settings/schema/definition";
import { COMPONENT, generatedKeyResource } from "../resources/names";

export interface ValidatorKeysArgs {
  /** Public part of the keys: their addresses. */
  readonly settings: Settings;
  /** Secret settings by their paths; missing keys are generated where possible. */
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  /** Whether Pulumi refuses to delete or replace generated keys: a lost key is a lost identity. */
  readonly protect: boolean;
}

type Secret = pulumi.Output<string>;
/** Keys that are not in the settings, by the settings' paths. */
type Generated = Readonly<Record<string, Secret | undefined>>;

/**
 * The keys of one node: the operator's, or generated ones that are secrets in the stack's state, so that a new container,
 * volume or host has the same peer id. The container never generates a key.
 */
export class ValidatorKeys extends pulumi.ComponentResource {
  /** Values by the settings' paths, for the container's environment of releases that read no keystore. */
  readonly values: Readonly<Record<string, Secret | undefined>>;
  /** The keystore file's JSON; secret. Undefined without any key. */
  readonly keystore: Secret | undefined;
  /** `16Uiu2HA…`, public. Undefined for a role without p2p. */
  readonly peerId: pulumi.Output<string> | undefined;
  /** Coinbase of the first attester, public. Undefined if the operator provides a whole keystore file. */
  readonly coinbase: pulumi.Output<string> | undefined;
  /** Public data of the attesters, except those in an operator's own keystore file. */
  readonly attesters: pulumi.Output<PublicAttester[]>;
  /** Addresses that send the proofs of a prover node, public; undefined for another role. */
  readonly provers: pulumi.Output<string[]> | undefined;
  /** Password of the node's admin API; secret. */
  readonly adminApiKey: Secret | undefined;

  constructor(name: string, args: ValidatorKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    // The component registers no inputs: they would put the keys into the state a second time.
    super(COMPONENT.validatorKeys, name, {}, opts);
    const { settings, secrets } = args;
    const attester = this.attester(name, args);
    const prover = this.prover(name, args);
    const identity = this.identity(name, args);
    this.adminApiKey = this.admin(name, args);
    this.peerId = identity && pulumi.unsecret(identity.apply(peerId));
    this.attesters = factsOf(settings, attester);
    const [first] = attestersOf(settings);
    this.coinbase = first && this.attesters.apply(([facts]) => facts?.coinbase ?? "");
    this.provers = settings.role === "prover-node" ? proversOf(settings, prover) : undefined;
    this.keystore = keystoreOf(args, { attesterPrivateKey: attester, proverPublisherPrivateKeys: prover });
    this.values = {
      attesterPrivateKey: attester,
      publisherPrivateKeys: normal(secrets.publisherPrivateKeys) ?? attester,
      proverPublisherPrivateKeys: prover ?? normal(secrets.proverPublisherPrivateKeys),
      coinbase: this.coinbase,
      p2pPrivateKey: identity,
      // The node gets a hash of the password.
      adminApiKey: this.adminApiKey && pulumi.unsecret(this.adminApiKey.apply(adminKeyHash)),
    };
    const provers = this.provers && { provers: this.provers };
    this.registerOutputs({ peerId: this.peerId, coinbase: this.coinbase, attesters: this.attesters, ...provers });
  }

  /** Returns the key of the unnamed attester; generates it if the stack has no attester key at all. */
  private attester(name: string, { settings, secrets, protect }: ValidatorKeysArgs): Secret | undefined {
    const isHere = attestersOf(settings).some((one) => one.name === undefined && one.source === "attesterPrivateKey");
    return isHere
      ? normal(secrets.attesterPrivateKey ?? this.bytes(generatedKeyResource("attester", name), protect))
      : undefined;
  }

  /** Generates the publisher's key of a prover node on a development chain, if the settings name no publisher. */
  private prover(name: string, { settings, protect }: ValidatorKeysArgs): Secret | undefined {
    const { role, network, keystore: file } = settings;
    if (role !== "prover-node" || network !== "local" || file || proverAddresses(settings).length > 0) return undefined;
    return normal(this.bytes(generatedKeyResource("prover", name), protect));
  }

  private identity(name: string, { settings, secrets, protect }: ValidatorKeysArgs): Secret | undefined {
    if (!nodeRoles.includes(settings.role)) return undefined;
    // Always generated: it is protected, so it could not be deleted when the operator sets a key later.
    const own = this.bytes(generatedKeyResource("p2p", name), protect).apply(p2pKey);
    return pulumi.secret(secrets.p2pPrivateKey ?? own);
  }

  private admin(name: string, { settings, secrets }: ValidatorKeysArgs): Secret | undefined {
    if (!nodeRoles.includes(settings.role)) return undefined;
    // Not protected: a new one costs only a new container.
    return pulumi.secret(secrets.adminApiKey ?? this.bytes(generatedKeyResource("admin", name), false));
  }

  /** Generates 32 random bytes in hex, once: they stay in the state until the resource is replaced. */
  private bytes(name: string, protect: boolean): Secret {
    return new random.RandomBytes(name, { length: 32 }, { parent: this, protect }).hex;
  }
}

function keystoreOf({ settings, secrets }: ValidatorKeysArgs, generated: Generated): Secret | undefined {
  const hasKeys = settings.keystore ?? (attestersOf(settings).length > 0 || settings.role === "prover-node");
  if (!hasKeys) return undefined;
  const own = Object.entries(generated).filter(([, key]) => key !== undefined);
  const texts = { ...secrets, ...Object.fromEntries(own) };
  return pulumi.secret(pulumi.all(texts).apply((all) => keystore(settings, all) ?? ""));
}

/** Returns the addresses of a prover node's publishers. Only that of a generated key is not in the settings. */
function proversOf(settings: Settings, generated: Secret | undefined): pulumi.Output<string[]> {
  if (!generated) return pulumi.output(proverAddresses(settings));
  return pulumi.unsecret(generated.apply((key) => [ethereumAddress(key)]));
}

/** Returns the attesters' public data. Only the address of a generated key is not in the settings. */
function factsOf(settings: Settings, generated: Secret | undefined): pulumi.Output<PublicAttester[]> {
  const own = generated ? pulumi.unsecret(generated.apply(ethereumAddress)) : pulumi.output("");
  return own.apply((generated) =>
    attestersOf(settings).flatMap(({ addresses, coinbase, publishers }) =>
      (addresses.length > 0 ? addresses : [generated]).map((address) => ({
        address,
        coinbase: coinbase ?? address,
        publishers: publishers.length > 0 ? [...publishers] : [address],
      })),
    ),
  );
}

/** Returns comma-separated keys in the form that all releases read. */
function normal(keys: pulumi.Input<string> | undefined): Secret | undefined {
  if (keys === undefined) return undefined;
  return pulumi.secret(keys).apply((all) => all.split(",").map(normalEthereumKey).join(","));
}
