/** Right settings of real operators are accepted, and without a warning: a false alarm teaches to ignore the others. */
import { describe, expect, it } from "vitest";
import { operators } from "../test/fixtures/operators";
import { configOf, isSecret } from "../test/fixtures/stacks";
import { checkConfig } from "./check-config";
import { problemList } from "./problems";

describe("settings of operators", () => {
  it("are 100 distinct configurations at least", () => {
    expect(new Set(operators.map(({ values }) => JSON.stringify(values))).size).toBe(operators.length);
    expect(operators.length).toBeGreaterThanOrEqual(100);
  });

  it.each(operators)("$name: accepted without a warning", ({ values }) => {
    const check = checkConfig(configOf(values), isSecret, "4.1.2");
    expect(check.ok ? check.warnings : problemList(check.problems)).toEqual([]);
  });
});
