/** Stacks drawn at random: any role, release and choice of settings with values of their types. */
import fc from "fast-check";
import { z } from "zod";
import { SettingsError } from "../../settings/problems";
import { knownReleases } from "../../settings/releases/release";
import { load } from "../../settings/settings";
import { variables } from "../../settings/variables";
import { roles, writtenType } from "../../settings/schema/row";
import { samples } from "./samples";
import { configOf, custom, isSecret, isUsable, LOCAL_RELEASE } from "./stacks";
import { omit } from "./wrong/wrong";

type Values = Record<string, unknown>;

/** A value of a type: numbers of the whole range, else one that is known to be right. */
function valueOf(path: string, type: z.ZodType): fc.Arbitrary<unknown> {
  if (type instanceof z.ZodBoolean) return fc.boolean();
  if (type instanceof z.ZodEnum) return fc.constantFrom(...type.options);
  if (!(type instanceof z.ZodNumber)) return fc.constant(samples[path]);
  const [min, max] = [type.minValue ?? 0, type.maxValue ?? 1_000_000_000];
  if (type.format === "safeint") return fc.integer({ min, max: Math.min(max, 1_000_000_000) });
  return fc.double({ min, max, noNaN: true }).map((value) => Number(value.toFixed(6)));
}

/** What decides what a stack is, and how long it takes to derive its keys; the rest is drawn. */
const CHOSEN = ["network", "role", "release", "image", "extraEnv", "mnemonicAccountCount", "mnemonicAddressCount"];

const settings: fc.Arbitrary<Values> = fc.record(
  Object.fromEntries(
    variables
      .filter(({ path }) => !CHOSEN.includes(path))
      .map(({ path, type }) => [path, valueOf(path, writtenType(type))]),
  ),
  { requiredKeys: [] },
);

/** A stack that `load` accepts; what it refuses of a draw is left out, as an operator would. */
export const acceptedStack: fc.Arbitrary<Values> = fc
  .record({ role: fc.constantFrom(...roles), release: fc.constantFrom(...knownReleases()), drawn: settings })
  .map(({ role, release, drawn }) => {
    const usable = variables.filter((one) => isUsable(one, role, release)).map(({ path }) => path);
    const unused = Object.keys(drawn).filter((path) => !usable.includes(path));
    return accepted({ ...custom(role, release), ...omit(drawn, ...unused) });
  })
  .filter((values) => values !== undefined);

function accepted(values: Values, attempts = 5): Values | undefined {
  try {
    load(configOf(values), isSecret, LOCAL_RELEASE);
    return values;
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const wrong = error.problems.map(({ path }) => path.replace(/\[.*/, ""));
    return attempts > 0 ? accepted(omit(values, ...wrong), attempts - 1) : undefined;
  }
}
