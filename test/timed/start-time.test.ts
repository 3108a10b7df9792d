/** How long the program takes before it does anything; `npm run bench` tells the numbers. */
import { describe, expect, it } from "vitest";
import { loading, starts } from "../../bench/measure";

describe("the program", () => {
  it("checks every setting of a stack in less than 20 ms", () => {
    expect(loading()).toBeLessThan(20);
  });

  it("is at its first resource in at most 1.3 times what an empty one of the same providers takes", () => {
    const { own, empty } = starts(9);
    expect(own / empty).toBeLessThanOrEqual(1.3);
  });
});
