import { describe, expect, it } from "vitest";
import { areaUnderCurve, median } from "../helpers/statistics";

describe("areaUnderCurve", () => {
  it.each([
    [[1, 2, 3], [1, 2, 3], 0.5],
    [[4, 5], [1, 2], 1],
    [[1, 2], [4, 5], 0],
    [[1, 3], [2, 2], 0.5],
    [[2, 3], [1, 2], 0.875],
  ])("of %j and %j is %d", (left, right, area) => {
    expect(areaUnderCurve(left, right)).toBe(area);
  });
});

describe("median", () => {
  it("is the middle one, the mean of the two in the middle, and nothing of nothing", () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([])]).toEqual([2, 2.5, Number.NaN]);
  });
});
