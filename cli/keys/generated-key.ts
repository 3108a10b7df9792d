/** Reads keys that `up` generated from a stack's state with decrypted secrets. Pure. */
import { plainText, resourcesIn } from "../../pulumi/state";
import { type GeneratedKey, generatedKeyResource, PROVIDED } from "../../resources/names";

/**
 * Returns the random bytes of a key, which components/validator-keys.ts keeps in the state.
 *
 * @param state the output of `pulumi stack export --show-secrets`
 * @returns 64 hex digits; undefined if no such key was generated
 */
export function generatedKey(state: string, kind: GeneratedKey): string | undefined {
  return plainText(
    resourcesIn(state).find(({ urn }) => urn.endsWith(`${PROVIDED.randomBytes}::${generatedKeyResource(kind)}`))
      ?.outputs.hex,
  );
}

/** Returns all random bytes of a state, as text. @param state as {@link generatedKey} */
export function allRandomBytes(state: string): string[] {
  const random = resourcesIn(state).filter(({ type }) => type === PROVIDED.randomBytes);
  return random.flatMap(({ outputs }) => Object.values(outputs).flatMap((value) => plainText(value) ?? []));
}
