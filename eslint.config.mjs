import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import globals from "globals";
import tseslint from "typescript-eslint";

const functionSize = { max: 25, skipBlankLines: true, skipComments: true };
const fileSize = { max: 200, skipBlankLines: true, skipComments: true };

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
      "max-lines": ["error", fileSize],
      "max-lines-per-function": ["error", functionSize],
    },
  },
  { files: ["test/**/*.ts"], rules: { "max-lines-per-function": "off" } },
  { files: ["**/*.mjs", "**/*.cjs"], languageOptions: { globals: globals.node } },
);
