import { describe, expect, it } from "vitest";
import { treemap, type Box } from "./treemap";

const WHOLE: Box = { x: 0, y: 0, width: 16, height: 9 };

function area(box: Box): number {
  return box.width * box.height;
}

function isInside(box: Box): boolean {
  return box.x >= -1e-9 && box.y >= -1e-9 && box.x + box.width <= 16 + 1e-9 && box.y + box.height <= 9 + 1e-9;
}

function overlap(one: Box, other: Box): number {
  const wide = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const high = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, wide) * Math.max(0, high);
}

describe("treemap", () => {
  it.each([[[1]], [[1, 1]], [[6, 6, 4, 3, 2, 2, 1]], [[100, 1, 1]], [[2, 5, 1, 9]]])("fills the whole with %j", (weights) => {
    const boxes = treemap(weights, WHOLE);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    boxes.forEach((box, at) => expect(area(box)).toBeCloseTo((144 * (weights[at] ?? 0)) / total));
    expect(boxes.every(isInside)).toBe(true);
    boxes.forEach((one, at) => boxes.slice(at + 1).forEach((other) => expect(overlap(one, other)).toBeLessThan(1e-9)));
  });

  it("keeps boxes near to squares", () => {
    const boxes = treemap([6, 6, 4, 3, 2, 2, 1], WHOLE);
    expect(Math.max(...boxes.map((box) => Math.max(box.width / box.height, box.height / box.width)))).toBeLessThan(3);
  });

  it("is empty for nothing", () => {
    expect(treemap([], WHOLE)).toEqual([]);
  });
});
