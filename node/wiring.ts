/** Values that a node gets from outside its settings, merged by their settings' paths. */

type Values<V> = Readonly<Record<string, V | undefined>>;

/** Sources of values. `V` is an `Input<string>` in the program, text in tests. */
export interface ValueSources<V> {
  /** Address to announce to peers; undefined if the node detects it. */
  readonly announceIp?: V | undefined;
  /** The development L1, on `network: local`. */
  readonly l1?: { readonly values: Values<V> } | undefined;
  /** A private network's bootnode. */
  readonly bootnode?: { readonly settings: Values<V> } | undefined;
  /** The operator's secret settings. */
  readonly secrets: Values<V>;
  /** Keys of the node, generated or normalised from the secrets. */
  readonly keys: { readonly values: Values<V> };
}

/**
 * Merges the sources. If two have a value for one setting, the later one in this list wins: announced address, L1,
 * bootnode, the operator's secrets, keys. So the operator overrides a bootnode, and a key is always in the form that the
 * node reads. An undefined key removes the value: the node must not get a key that its role does not use.
 */
export function externalValues<V>({ announceIp, l1, bootnode, secrets, keys }: ValueSources<V>): Values<V> {
  return { "p2p.announceIp": announceIp, ...l1?.values, ...bootnode?.settings, ...secrets, ...keys.values };
}
