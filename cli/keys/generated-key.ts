/** Keys that the first `up` made: of a stack's state with its secrets in clear. Pure. */
import { plainText, resourcesIn } from "../../pulumi/state";
import { type GeneratedKey, generatedKeyResource, PROVIDED } from "../../resources/names";

/**
 * The random bytes of a key, as components/validator-keys.ts has them in the state.
 *
 * @param state what `pulumi stack export --show-secrets` prints
 * @param kind  of which key
 * @returns 64 hex digits; undefined where none was made
 */
export function generatedKey(state: string, kind: GeneratedKey): string | undefined {
  return plainText(
    resourcesIn(state).find(({ urn }) => urn.endsWith(`${PROVIDED.randomBytes}::${generatedKeyResource(kind)}`))
      ?.outputs.hex,
  );
}

/** The texts of all random bytes there are. @param state as {@link generatedKey} */
export function allRandomBytes(state: string): string[] {
  const random = resourcesIn(state).filter(({ type }) => type === PROVIDED.randomBytes);
  return random.flatMap(({ outputs }) => Object.values(outputs).flatMap((value) => plainText(value) ?? []));
}
