/**
 * Runs the hooks that a program has created, and finds those that wait for an output whose resource may not exist. A hook
 * waits for the outputs that it reads while it runs, declared or not. The commands are fakes: `docker`, `ssh` and `sh` find an
 * orphan of the stack, so that each hook runs to its end; `pulumi` finds no other stack.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { fakePulumi } from "./fake-pulumi";
import { writeProgram } from "../fixtures/folder";
import type { Registered, Run } from "./recorder";

/** The stack's mark on its containers, as the recorder sets it. */
const OWNER = "3f0c6a5e-0000-4000-8000-000000000000";

const SCRIPT = `#!/bin/sh
case "$*" in
  *inspect*) echo ${OWNER} ;;
  *status=created*) ;;
  *volume=*) echo "node ${OWNER}" ;;
  *" ls "*) echo 0123456789ab ;;
esac
`;

/** @returns each hook's name, and the names of the resources whose outputs it read */
export async function runHooks({ hooks }: Run): Promise<Readonly<Record<string, readonly string[]>>> {
  const commands = fakePulumi({});
  for (const name of ["docker", "ssh", "sh"]) writeProgram(path.join(commands.folder, name), SCRIPT);
  const before = process.env.PATH ?? "";
  process.env.PATH = [commands.folder, before].join(path.delimiter);
  try {
    return await watched(hooks);
  } finally {
    process.env.PATH = before;
    commands.remove();
  }
}

type Apply = (this: object, ...args: unknown[]) => unknown;
type Resources = () => Promise<ReadonlySet<pulumi.Resource>>;

/** Runs them one after the other, and records the outputs that each reads. */
async function watched(hooks: readonly pulumi.ResourceHook[]): Promise<Record<string, string[]>> {
  const running = new AsyncLocalStorage<object[]>();
  const outputs = Object.getPrototypeOf(pulumi.output("")) as object;
  const apply = Reflect.get(outputs, "apply") as Apply;
  const watching: Apply = function (...args) {
    running.getStore()?.push(this);
    return apply.apply(this, args);
  };
  Reflect.set(outputs, "apply", watching);
  try {
    const found: Record<string, string[]> = {};
    for (const { name, callback } of hooks) {
      const awaited: object[] = [];
      await running.run(awaited, async () => callback({ urn: "", id: "", name: "", type: "" }));
      found[name] = await namesOf(awaited);
    }
    return found;
  } finally {
    Reflect.set(outputs, "apply", apply);
  }
}

/** Returns the names of the resources that outputs belong to. */
async function namesOf(outputs: readonly object[]): Promise<string[]> {
  const sets = await Promise.all(outputs.map((output) => (Reflect.get(output, "allResources") as Resources)()));
  const resources = sets.flatMap((set) => [...set]);
  const urns = await Promise.all(resources.map(({ urn }) => new Promise<string>((resolve) => void urn.apply(resolve))));
  return [...new Set(urns.map((urn) => urn.split("::").at(-1) ?? urn))].sort();
}

/** Each wait of a hook for a resource that its own resource does not depend on, be it by way of others. */
export function faults({ resources }: Run, waits: Readonly<Record<string, readonly string[]>>): string[] {
  return resources.flatMap((resource) => {
    const there = dependenciesOf(resource, resources);
    return hooksOf(resource).flatMap((hook) =>
      (waits[hook] ?? ["what was not recorded"])
        .filter((name) => !there.has(name))
        .map((name) => `${resource.name}: its hook ${hook} waits for ${name}`),
    );
  });
}

export function hooksOf({ beforeCreate, afterCreate, beforeUpdate }: Registered): string[] {
  return [...new Set([...beforeCreate, ...afterCreate, ...beforeUpdate])];
}

function dependenciesOf(resource: Registered, all: readonly Registered[], seen = new Set<string>()): Set<string> {
  for (const name of resource.dependencies) {
    if (seen.has(name)) continue;
    seen.add(name);
    const next = all.find((one) => one.name === name);
    if (next) dependenciesOf(next, all, seen);
  }
  return seen;
}
