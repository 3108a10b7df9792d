/** Renames environment variables that the stack's release reads by a new name. Pure. */
import { chooseRelease } from "../../../settings/releases/choose-release";
import { isRelease } from "../../../settings/releases/release";
import { renameFor } from "../../../settings/releases/renamed-variables";
import { settingOfVariable } from "../../../settings/similar-names";
import type { Conversion } from "./conversion";

const EXTRA_ENV = "extraEnv.";

/** @param all the conversion with the release that the stack will run */
export function renameEnvVars(all: Required<Conversion>): Required<Conversion> {
  const { release: requested, image } = all.values;
  if (requested !== undefined && !isRelease(requested)) return all;
  const { release } = chooseRelease({ network: "custom", release: requested, image });
  return Object.keys(all.values).reduce((part, path) => {
    const rename = path.startsWith(EXTRA_ENV) ? renameFor(path.slice(EXTRA_ENV.length), release) : undefined;
    if (!rename) return part;
    const target = settingOfVariable(rename.to) ?? `${EXTRA_ENV}${rename.to}`;
    const note = `${rename.from} is called ${rename.to} since ${rename.since}`;
    if (target in part.values) return remove(part, path, `${note}, which is also set`);
    return move(part, path, target, rename.remark ? `${note}; ${rename.remark}` : note);
  }, all);
}

function move(all: Required<Conversion>, from: string, to: string, note: string): Required<Conversion> {
  const values = Object.entries(all.values).map(([path, value]) => [path === from ? to : path, value] as const);
  const converted = all.converted.map((one) => (one.path === from ? { ...one, path: to, note } : one));
  return { ...all, values: Object.fromEntries(values), converted };
}

function remove(all: Required<Conversion>, removed: string, reason: string): Required<Conversion> {
  const origins = all.converted.filter(({ path }) => path === removed);
  return {
    values: Object.fromEntries(Object.entries(all.values).filter(([path]) => path !== removed)),
    converted: all.converted.filter(({ path }) => path !== removed),
    dropped: [...all.dropped, ...origins.map(({ from }) => ({ from, reason }))],
  };
}
