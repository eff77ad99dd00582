import { describe, expect, it } from "vitest";
import { rowsOf, shareOf } from "./blocks";

const blocks = (...people: number[]) => people.map((count) => ({ people: count }));
const sizes = (count: number) => rowsOf(blocks(...Array<number>(count).fill(1))).map((row) => row.length);

describe("rowsOf", () => {
  it("puts the heavier blocks above and fewer of them", () => {
    expect([0, 1, 2, 3, 4, 5, 6].map(sizes)).toEqual([[], [1], [2], [1, 2], [2, 2], [2, 3], [3, 3]]);
    expect(rowsOf(blocks(9, 5, 2))).toEqual([blocks(9), blocks(5, 2)]);
  });
});

describe("shareOf", () => {
  it("follows the people", () => {
    expect(shareOf(blocks(30), blocks(30, 20))).toBeCloseTo(0.6);
  });

  it("keeps even the smallest block readable", () => {
    expect(shareOf(blocks(1), blocks(1, 99))).toBe(0.22);
  });

  it("shares evenly while nobody has reacted", () => {
    expect(shareOf(blocks(0), blocks(0, 0))).toBe(0.5);
  });
});
