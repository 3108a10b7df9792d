/** Which of several attesters a command about keys means. */
import { InvalidArgumentError, Option } from "commander";
import { splitName, TAKES_NAME } from "../../settings/attester-names";
import type { RawConfig } from "../../settings/config-values";
import { OperatorError } from "../../terminal/output";
import { type Kind, type Owner, roleOf } from "./generate";
import type { StackOptions } from "../stack/stack-command";

export interface AttesterOptions extends StackOptions {
  /** Undefined: the one whose settings have no name behind them. */
  readonly attester?: string;
}

/** `--attester second`: the one whose key is in attesterPrivateKey-second. */
export function attesterOption(): Option {
  const option = new Option("--attester <name>", "of a further attester: second has attesterPrivateKey-second");
  return option.argParser((name: string) => {
    if (splitName(`coinbase-${name}`).attester === name) return name;
    throw new InvalidArgumentError(`It takes ${TAKES_NAME}.`);
  });
}

/** @throws {OperatorError} if no attester has keys of these kinds */
export function ownerOf(config: RawConfig, kinds: readonly Kind[], attester: string | undefined): Owner {
  const role = roleOf(config);
  if (attester !== undefined && kinds.includes("p2p"))
    throw new OperatorError("The p2p identity is the node's, whoever attests: leave --attester out.");
  if (attester !== undefined && role !== "sequencer")
    throw new OperatorError(`A ${role} attests nothing: leave --attester out.`);
  return { role, attester };
}
