import { expect, test } from "vitest";
import { fit, hullOf, type Point } from "./hull";

const SQUARE: Point[] = [[0, 0], [2, 0], [2, 2], [0, 2]];

test("goes round the outermost points and leaves out those within and on the edge", () => {
  expect(hullOf([[1, 1], ...SQUARE, [1, 0], [0, 0]])).toEqual(SQUARE);
});

test("keeps what has no inside", () => {
  expect(hullOf([])).toEqual([]);
  expect(hullOf([[1, 1], [1, 1]])).toEqual([[1, 1]]);
  expect(hullOf([[0, 0], [1, 1], [2, 2]])).toEqual([[0, 0], [2, 2]]);
});

test("fits every point into the picture, the middle in the middle", () => {
  const place = fit([[-3, 1], [1, -0.5]], 200, 100, 10);
  expect(place([0, 0])).toEqual([100, 50]);
  expect(place([-3, 1])[0]).toBeCloseTo(10);
  expect(place([-3, 1])[1]).toBeCloseTo(20);
});
