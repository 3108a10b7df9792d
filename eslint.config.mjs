import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import globals from "globals";
import tseslint from "typescript-eslint";
import alone from "./test/alone.mjs";

const functionSize = { max: 40, skipBlankLines: true, skipComments: true };
const fileSize = { max: 300, skipBlankLines: true, skipComments: true };

/** Hooks come from resources/hooks.ts, which makes a resource depend on the outputs that its hooks wait for. */
const hooks = [
  {
    selector:
      "NewExpression:matches([callee.property.name=/^(Resource|Error)Hook$/], [callee.name=/^(Resource|Error)Hook$/])",
    message: "A hook that waits for an output without depending on it blocks `up` for ever: use Hook.of.",
  },
  {
    selector: "Property[key.name='hooks']",
    message: "Add hooks to a resource with withHooks, which adds the dependencies.",
  },
  {
    selector: "SpreadElement > CallExpression[callee.name='withHooks']",
    message: "Pass all options to withHooks: a dependsOn beside it would replace the hooks' dependencies.",
  },
];

/** Spread literals only keep the formatter from breaking lines, and readers look for a meaning. */
const literalSpread = {
  selector: "SpreadElement > ObjectExpression.argument",
  message: "Write the properties directly instead of spreading an object literal.",
};

/** A test that replaces a module would replace it for the files after it, which share its process. */
const moduleMock = {
  selector: "CallExpression[callee.object.name='vi'][callee.property.name=/^(do)?(Mock|mock)$/]",
  message: "List the file in test/alone.mjs: it gets a process of its own.",
};

export default defineConfig(
  { ignores: ["node_modules", ".dev", "coverage"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.mts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // What is loaded only where it is needed.
      "@typescript-eslint/no-require-imports": ["error", { allow: ["^\\./aws-host$"] }],
      "max-lines": ["error", fileSize],
      "max-lines-per-function": ["error", functionSize],
    },
  },
  { rules: { "no-restricted-syntax": ["error", literalSpread] } },
  {
    files: ["**/*.ts"],
    ignores: ["resources/hooks.ts", "test/**", "**/*.test.ts"],
    rules: { "no-restricted-syntax": ["error", literalSpread, ...hooks] },
  },
  { files: ["test/**/*.ts", "**/*.test.ts"], rules: { "max-lines-per-function": "off" } },
  {
    files: ["**/*.test.ts"],
    ignores: alone,
    rules: { "no-restricted-syntax": ["error", literalSpread, moduleMock] },
  },
  { files: ["**/*.mjs", "**/*.cjs"], languageOptions: { globals: globals.node } },
);
