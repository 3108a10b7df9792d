import { defineConfig } from "oxlint";
import alone from "./test/alone.mjs";

/** Rules beside those of the category `correctness`. */
const strict = [
  "no-array-constructor",
  "no-case-declarations",
  "no-empty",
  "no-empty-function",
  "no-fallthrough",
  "no-prototype-builtins",
  "no-redeclare",
  "no-regex-spaces",
  "no-unexpected-multiline",
  "no-useless-assignment",
  "no-useless-constructor",
  "no-var",
  "prefer-const",
  "prefer-rest-params",
  "prefer-spread",
  "preserve-caught-error",
];

/** Strict TypeScript: no `any`, no `!`, no condition or cast without effect. */
const strictTypes = [
  "adjacent-overload-signatures",
  "array-type",
  "ban-ts-comment",
  "ban-tslint-comment",
  "class-literal-property-style",
  "consistent-generic-constructors",
  "consistent-indexed-object-style",
  "consistent-type-assertions",
  "consistent-type-definitions",
  "dot-notation",
  "no-confusing-non-null-assertion",
  "no-confusing-void-expression",
  "no-deprecated",
  "no-dynamic-delete",
  "no-empty-object-type",
  "no-explicit-any",
  "no-extraneous-class",
  "no-generated-empty-object-type",
  "no-inferrable-types",
  "no-invalid-void-type",
  "no-misused-promises",
  "no-mixed-enums",
  "no-namespace",
  "no-non-null-asserted-nullish-coalescing",
  "no-non-null-assertion",
  "no-unnecessary-boolean-literal-compare",
  "no-unnecessary-condition",
  "no-unnecessary-template-expression",
  "no-unnecessary-type-arguments",
  "no-unnecessary-type-assertion",
  "no-unnecessary-type-constraint",
  "no-unnecessary-type-conversion",
  "no-unnecessary-type-parameters",
  "no-unsafe-argument",
  "no-unsafe-assignment",
  "no-unsafe-call",
  "no-unsafe-enum-comparison",
  "no-unsafe-function-type",
  "no-unsafe-member-access",
  "no-unsafe-return",
  "non-nullable-type-assertion-style",
  "only-throw-error",
  "prefer-find",
  "prefer-for-of",
  "prefer-function-type",
  "prefer-includes",
  "prefer-literal-enum-member",
  "prefer-nullish-coalescing",
  "prefer-optional-chain",
  "prefer-promise-reject-errors",
  "prefer-reduce-type-parameter",
  "prefer-regexp-exec",
  "prefer-return-this-type",
  "prefer-string-starts-ends-with",
  "related-getter-setter-pairs",
  "require-await",
  "restrict-plus-operands",
  "return-await",
  "switch-exhaustiveness-check",
  "unified-signatures",
  "use-unknown-in-catch-callback-variable",
];

function errors(names: readonly string[]): Record<string, "error"> {
  return Object.fromEntries(names.map((name) => [name, "error"]));
}

/** Limits lines of code: neither blank ones nor comments. */
function lines(max: number): ["error", { max: number; skipBlankLines: boolean; skipComments: boolean }] {
  return ["error", { max, skipBlankLines: true, skipComments: true }];
}

interface Syntax {
  readonly selector: string;
  readonly message: string;
}

/** Forbids syntax, each with its reason. A list replaces the list of an earlier entry of `overrides`. */
function forbid(...all: readonly Syntax[]): Record<string, ["error", ...Syntax[]]> {
  return { "eslint-js/no-restricted-syntax": ["error", ...all] };
}

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

/** `make test` counts a skipped test as failed, but only after an hour. */
const skippedTest = {
  selector: "MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|skipIf|runIf|todo|only)$/]",
  message: "A test that does not run proves nothing: let it run everywhere, with a stand-in if need be.",
};

export default defineConfig({
  plugins: ["oxc"],
  jsPlugins: [{ name: "eslint-js", specifier: "oxlint-plugin-eslint" }],
  categories: { correctness: "error" },
  options: { typeAware: true },
  ignorePatterns: [".dev", "coverage"],
  rules: { ...errors(strict), ...forbid(literalSpread) },
  overrides: [
    {
      files: ["**/*.ts", "**/*.mts"],
      plugins: ["typescript"],
      rules: {
        ...errors(strictTypes.map((name) => `typescript/${name}`)),
        "typescript/restrict-template-expressions": ["error", { allowNumber: true }],
        // What is loaded only where it is needed.
        "typescript/no-require-imports": ["error", { allow: ["^\\./aws-host$"] }],
        "max-lines": lines(300),
        "max-lines-per-function": lines(40),
        ...forbid(literalSpread, ...hooks),
      },
    },
    { files: ["resources/hooks.ts"], rules: forbid(literalSpread) },
    { files: ["test/**/*.ts", "**/*.test.ts"], rules: { "max-lines-per-function": "off", ...forbid(literalSpread) } },
    { files: ["**/*.test.ts"], rules: forbid(literalSpread, moduleMock, skippedTest) },
    { files: alone, rules: forbid(literalSpread, skippedTest) },
    { files: ["**/*.mjs", "**/*.cjs"], env: { node: true }, rules: { "no-undef": "error" } },
  ],
});
