/** The option that selects one of several attesters. */
import { InvalidArgumentError, Option } from "commander";
import { splitName, NAME_RULE } from "../../settings/attester-names";
import type { RawConfig } from "../../settings/config-values";
import { OperatorError } from "../../terminal/output";
import type { StackOptions } from "../stack/stack-command";
import { type KeyKind, type KeyOwner, roleOf } from "./generate";

export interface AttesterOptions extends StackOptions {
  /** Undefined for the attester whose settings have no name suffix. */
  readonly attester?: string | undefined;
}

/** Defines `--attester second`, which selects the attester of attesterPrivateKey-second. */
export function attesterOption(): Option {
  const option = new Option("--attester <name>", "a further attester: `second` selects attesterPrivateKey-second");
  return option.argParser((name: string) => {
    if (splitName(`coinbase-${name}`).attester === name) return name;
    throw new InvalidArgumentError(`A name has ${NAME_RULE}.`);
  });
}

/** @throws {OperatorError} if no attester has keys of these kinds */
export function ownerOf(config: RawConfig, kinds: readonly KeyKind[], attester: string | undefined): KeyOwner {
  const role = roleOf(config);
  if (attester !== undefined && kinds.includes("p2p"))
    throw new OperatorError("The p2p identity belongs to the node, not to an attester: omit --attester.");
  if (attester !== undefined && role !== "sequencer")
    throw new OperatorError(`A ${role} has no attesters: omit --attester.`);
  return { role, attester };
}
