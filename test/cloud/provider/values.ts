/** Values as they are on the wire between the engine and a provider: plain, secret or not known yet. */
import { z } from "zod";

/** Properties of a resource, as the program or the emulator says them. */
export type Properties = Readonly<Record<string, unknown>>;

/** What stands for a value that is known only after another resource has been made. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

const propertiesSchema = z.record(z.string(), z.unknown());

/** @throws if it is no object */
export function properties(value: unknown): Properties {
  return propertiesSchema.parse(value ?? {});
}

/** The object, or undefined if it is something else. */
export function asObject(value: unknown): Properties | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** The same without marks of secrets, at any depth, and without what is null. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  const object = asObject(value);
  if (!object) return value;
  if (object[SIGNATURE] === SECRET) return plain(object.value);
  if (object[SIGNATURE] === OUTPUT) return "value" in object ? plain(object.value) : UNKNOWN;
  return withoutEmpty(Object.fromEntries(Object.entries(object).map(([name, one]) => [name, plain(one)])));
}

/** Without the properties that are null or undefined: the wire has no place for these. */
export function withoutEmpty(object: Properties): Properties {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== null));
}

/** Whether a secret is in it. */
export function hasSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasSecret);
  const object = asObject(value);
  if (!object) return false;
  if (object[SIGNATURE] === SECRET || (object[SIGNATURE] === OUTPUT && object.secret === true)) return true;
  return Object.values(object).some(hasSecret);
}

/** Marks as secret what was one among what the engine sent: a provider that takes secrets has to say so itself. */
export function sealedAs(sent: unknown, outputs: Properties): Properties {
  const secret = Object.entries(asObject(sent) ?? {}).flatMap(([name, value]) => (hasSecret(value) ? [name] : []));
  const marked = Object.entries(withoutEmpty(outputs)).map(([name, value]) => {
    return [name, secret.includes(name) ? { [SIGNATURE]: SECRET, value } : value] as const;
  });
  return Object.fromEntries(marked);
}
