/** Whether a stack accepts a setting, for those who want to advise it. Pure. */
import { chooseRelease } from "./releases/choose-release";
import { setCommand } from "./commands";
import type { Problem } from "./problems";
import type { Settings } from "./schema";
import { checkApplicability } from "./checks/applicability";
import { checkHost } from "./checks/host";
import { checkNetwork } from "./checks/network";

/**
 * Returns whether the checks accept a setting in a stack: its role, host, network and release have a use for it. The
 * value is not looked at.
 *
 * @param path as the operator writes it: `p2p.announceIp`
 */
export function accepts(path: string, settings: Settings): boolean {
  const { release } = chooseRelease(settings);
  const isSet = (one: string) => one === path;
  const context = { settings, release, isSet, localRelease: release.version };
  const problems = [checkApplicability, checkHost, checkNetwork].flatMap((check) => check(context));
  return !problems.some((problem) => removes(problem, path));
}

/** Tells whether a problem is with a setting that has to go. */
function removes({ path: wrong, fix }: Problem, path: string): boolean {
  return wrong === path && fix?.kind === "remove" && fix.path === path;
}

/**
 * Returns the command that sets a setting; undefined where the stack would refuse it.
 *
 * @param settings undefined where they cannot be read: then nothing is known against it
 * @param value    what to set @default a placeholder
 */
export function setCommandFor(path: string, settings: Settings | undefined, value?: string): string | undefined {
  return !settings || accepts(path, settings) ? setCommand(path, value) : undefined;
}
