import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { ethereumAddress, normalEthereumKey, p2pKey, peerId } from "../settings/keys";
import { keystore } from "../settings/keystore";

export interface ValidatorKeysArgs {
  /** The Ethereum key that attests and proposes; unset, one is generated: only of use on a chain of one's own. */
  readonly attesterPrivateKey?: pulumi.Input<string> | undefined;
  /** The p2p identity, 72 hex digits; unset, one is generated once and kept in the stack's state. */
  readonly p2pPrivateKey?: pulumi.Input<string> | undefined;
  /** Who receives the rewards. @default the address of the attester's key */
  readonly coinbase?: string | undefined;
  /** Who receives fees on Aztec. @default the zero address */
  readonly feeRecipient?: string | undefined;
  /** Whether the engine refuses to delete or replace what was generated: a lost key is a lost identity. */
  readonly protect: boolean;
}

/**
 * The keys of one validator: given ones, or generated ones kept as secrets in the stack's state, so that a new
 * container, volume or host has the same peer id. No key is made by the container.
 */
export class ValidatorKeys extends pulumi.ComponentResource {
  /** 72 hex digits; secret. */
  readonly p2pKey: pulumi.Output<string>;
  /** The keystore file's JSON; secret. */
  readonly keystore: pulumi.Output<string>;
  /** `16Uiu2HA…`, public. */
  readonly peerId: pulumi.Output<string>;
  /** Ethereum address, public. */
  readonly coinbase: pulumi.Output<string>;

  constructor(name: string, args: ValidatorKeysArgs, opts?: pulumi.ComponentResourceOptions) {
    // No args go to the engine here: a component's own inputs would put keys into its state a second time.
    super("aztec-validator:index:ValidatorKeys", name, {}, opts);
    const attesterKey = this.attesterKey(name, args);
    this.p2pKey = this.identity(name, args);
    this.peerId = pulumi.unsecret(this.p2pKey.apply(peerId));
    this.coinbase = args.coinbase ? pulumi.output(args.coinbase) : pulumi.unsecret(attesterKey.apply(ethereumAddress));
    const { feeRecipient } = args;
    this.keystore = pulumi
      .all([attesterKey, this.coinbase])
      .apply(([attester, coinbase]) => keystore({ attesterKey: attester, coinbase, feeRecipient }));
    this.registerOutputs({ peerId: this.peerId, coinbase: this.coinbase });
  }

  private attesterKey(name: string, { attesterPrivateKey, protect }: ValidatorKeysArgs): pulumi.Output<string> {
    return pulumi.secret(attesterPrivateKey ?? this.bytes(`${name}-attester`, protect)).apply(normalEthereumKey);
  }

  private identity(name: string, { p2pPrivateKey, protect }: ValidatorKeysArgs): pulumi.Output<string> {
    return pulumi.secret(p2pPrivateKey ?? this.bytes(`${name}-p2p`, protect).apply(p2pKey));
  }

  /** 32 random bytes in hex, drawn once: they are of the state and change only if the resource is replaced. */
  private bytes(name: string, protect: boolean): pulumi.Output<string> {
    return new random.RandomBytes(name, { length: 32 }, { parent: this, protect }).hex;
  }
}
