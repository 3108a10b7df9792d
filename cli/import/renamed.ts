/** Gives variables that an old installation set by an old name the name that the stack's release reads. Pure. */
import { chooseRelease } from "../../settings/releases/choose-release";
import { isRelease } from "../../settings/releases/release";
import { renameFor } from "../../settings/releases/renamed-variables";
import { settingOfVariable } from "../../settings/suggestions";
import type { Part } from "./parts";

const GROUP = "extraEnv.";

/** @param all with the release that the stack will have */
export function withNewNames(all: Required<Part>): Required<Part> {
  const { release: asked, image } = all.values;
  if (asked !== undefined && !isRelease(asked)) return all;
  const { release } = chooseRelease({ network: "custom", release: asked, image });
  return Object.keys(all.values).reduce((part, path) => {
    const rename = path.startsWith(GROUP) ? renameFor(path.slice(GROUP.length), release) : undefined;
    if (!rename) return part;
    const to = settingOfVariable(rename.to) ?? `${GROUP}${rename.to}`;
    const remark = `${rename.from} is ${rename.to} since ${rename.since}`;
    if (to in part.values) return without(part, path, `${remark}, which is set too`);
    return renamed(part, path, to, rename.remark ? `${remark}; ${rename.remark}` : remark);
  }, all);
}

function renamed(all: Required<Part>, from: string, to: string, remark: string): Required<Part> {
  const values = Object.entries(all.values).map(([path, value]) => [path === from ? to : path, value] as const);
  const moved = all.moved.map((one) => (one.path === from ? { ...one, path: to, remark } : one));
  return { ...all, values: Object.fromEntries(values), moved };
}

function without(all: Required<Part>, from: string, why: string): Required<Part> {
  return {
    values: Object.fromEntries(Object.entries(all.values).filter(([path]) => path !== from)),
    moved: all.moved.filter(({ path }) => path !== from),
    dropped: [...all.dropped, ...all.moved.filter(({ path }) => path === from).map((one) => ({ from: one.from, why }))],
  };
}
