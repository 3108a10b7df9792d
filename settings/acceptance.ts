/** Checks whether a stack accepts a setting, before a message proposes it. Pure. */
import { chooseRelease } from "./releases/choose-release";
import { setCommand } from "./commands";
import type { Problem } from "./problems";
import type { Settings } from "./schema";
import { checkApplicability } from "./checks/applicability";
import { checkHost } from "./checks/host";
import { checkNetwork } from "./checks/network";

/**
 * Returns whether the checks accept a setting in a stack: its role, host, network and release use it. Ignores the value.
 *
 * @param path as the operator writes it: `p2p.announceIp`
 */
export function accepts(path: string, settings: Settings): boolean {
  const { release } = chooseRelease(settings);
  const isSet = (candidate: string) => candidate === path;
  const context = { settings, release, isSet, localRelease: release.version };
  const problems = [checkApplicability, checkHost, checkNetwork].flatMap((check) => check(context));
  return !problems.some((problem) => removes(problem, path));
}

/** Returns whether a problem with a setting is resolved by its removal. */
function removes({ path: wrong, fix, alternative = fix }: Problem, path: string): boolean {
  const isRemoval = alternative?.kind === "remove" || alternative?.kind === "remove secret";
  return wrong === path && isRemoval && alternative.path === path;
}

/** A stack by its name, and its settings. */
export interface StackWithSettings {
  /** Its name. */
  readonly stack: string;
  /** Undefined if they cannot be read: then every setting is accepted. */
  readonly settings: Settings | undefined;
}

/** Returns the command that sets a setting; undefined where the stack would refuse it. @param value @default a placeholder */
export function setCommandFor(
  path: string,
  { stack, settings }: StackWithSettings,
  value?: string,
): string | undefined {
  return !settings || accepts(path, settings) ? setCommand(path, value, stack) : undefined;
}
