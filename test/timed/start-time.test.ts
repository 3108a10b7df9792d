/** How long the program takes before it does anything; `npm run bench` tells the numbers. */
import { beforeAll, describe, expect, it } from "vitest";
import { loading, starts } from "../../bench/measure";

describe("the program", () => {
  let own: number;
  let empty: number;

  beforeAll(() => {
    ({ own, empty } = starts(15));
  });

  it("checks every setting of a stack in a twenty-fifth of what an empty program takes to start", () => {
    expect(loading() / empty).toBeLessThan(1 / 25);
  });

  it("is at its first resource in at most 1.3 times what an empty one of the same providers takes", () => {
    expect(own / empty).toBeLessThanOrEqual(1.3);
  });
});
