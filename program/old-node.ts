/** Stops a program that runs on a Node without `require()` of ES modules, before the first of them is loaded. */
import { RunError } from "@pulumi/pulumi";
import { isAtLeast } from "../settings/version";

/** The first Node that loads ES modules with require() without a flag. */
const MINIMUM = "22.13";

/** Returns what the operator has to do; undefined if the Node is new enough. @param version such as 22.13.0 */
export function oldNodeText(version: string): string | undefined {
  if (isAtLeast(version, MINIMUM)) return undefined;
  return [
    `This program needs Node ${MINIMUM} or newer, and Pulumi has started it with Node ${version}. Nothing was changed.`,
    'Install a newer one (https://nodejs.org/en/download), or use that of `make up`: PATH="$(sh dev/bootstrap.sh sh -c \'dirname "$(command -v node)"\'):$PATH"',
  ].join("\n");
}

const text = oldNodeText(process.versions.node);
if (text !== undefined) throw new RunError(text);
