import { expect, it } from "vitest";
import { ownName } from "./own-name";

const self = { organization: "me", project: "aztec-validator", stack: "mainnet" };

it.each([
  ["in a backend of files", ["mainnet", "testnet"], "mainnet"],
  ["in full", ["organization/aztec-validator/mainnet", "me/aztec-validator/mainnet"], "me/aztec-validator/mainnet"],
  ["of the default organization", ["mainnet", "other/mainnet"], "mainnet"],
  ["of another organization than the default one", ["mainnet", "me/mainnet"], "me/mainnet"],
  ["beside that of an organization with the project's name", ["mainnet", "aztec-validator/mainnet"], "mainnet"],
  ["that is not listed yet", ["other/aztec-validator/mainnet"], "mainnet"],
])("a stack is found by its name %s", (_, listed, name) => {
  expect(ownName(self, listed)).toBe(name);
});
