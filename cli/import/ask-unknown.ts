/** Prompts for the variables on which an installation's values depend and that are set nowhere. */
import { settingAt } from "../../settings/schema";
import { log } from "../../terminal/output";
import { promptHidden, promptText } from "../../terminal/prompts";
import { pathOf } from "./convert/env-vars";
import { variableOf } from "./read/effective-env";
import type { EnvVars } from "./read/interpolation";
import type { Unknown } from "./read/unknown-values";

/** A variable to prompt for. */
export interface UnknownVariable {
  readonly name: string;
  /** What depends on it, as the report lists it. */
  readonly neededBy: readonly string[];
  /** Whether the answer is a key or a password. */
  readonly isHidden: boolean;
}

/** Lists the variables, each once. Pure. @param answered those that were prompted for and did not help */
export function unknownVariables(unknown: readonly Unknown[], answered: EnvVars): UnknownVariable[] {
  const names = new Set(unknown.flatMap(({ variables }) => variables.map(({ name }) => name)));
  return [...names]
    .filter((name) => !(name in answered))
    .map((name) => {
      const neededBy = unknown.filter(({ variables }) => variables.some((one) => one.name === name));
      return {
        name,
        neededBy: neededBy.map(({ from }) => from),
        isHidden: neededBy.some((one) => isSecret(name, one)),
      };
    });
}

/** Names of keys and passwords, also of libraries and of the operator's own. */
const SECRET_NAME = /(?:KEYS?|SECRET|PASSWORD|PASSPHRASE|MNEMONIC|TOKEN|HEADERS)$/i;

/** Whether a variable's value is secret, by its name or by what depends on it. The text of a config may be a keystore. */
function isSecret(name: string, { from }: Unknown): boolean {
  const needing = variableOf(from);
  const path = pathOf(needing);
  const isSetting = path !== undefined && settingAt(path)?.secret === "always";
  return isSetting || from.startsWith("configs ") || [name, needing].some((one) => SECRET_NAME.test(one));
}

/** @returns the answers by name; empty for a variable without which the node ran */
export async function promptForVariables(variables: readonly UnknownVariable[]): Promise<EnvVars> {
  log("Variables are set nowhere, and the settings depend on them. Press Enter for one that the old node ran without.");
  const answers: Record<string, string> = {};
  for (const { name, neededBy, isHidden } of variables) {
    const message = `${name} (for ${neededBy.join(", ")})`;
    answers[name] = await (isHidden ? promptHidden(message) : promptText(message));
  }
  return answers;
}
