/** How long the program takes before it does anything; `npm run bench` tells the numbers. */
import { beforeAll, describe, expect, it } from "vitest";
import { compile, loading, starts } from "../../bench/measure";

describe("the program", () => {
  let own: number;
  let empty: number;

  beforeAll(() => {
    compile();
    ({ own, empty } = starts(15));
  });

  it("checks every setting of a stack in a twenty-fifth of what an empty program takes to start", () => {
    // One beside the other, since a busy machine is so for seconds; the median of five pairs.
    const ratios = Array.from({ length: 5 }, () => loading() / starts(1).empty).sort((a, b) => a - b);
    expect(ratios[2], ratios.join()).toBeLessThan(1 / 25);
  });

  it("is at its first resource in at most 1.3 times what an empty one of the same providers takes", () => {
    expect(own / empty).toBeLessThanOrEqual(1.3);
  });
});
