import { describe, expect, it } from "vitest";
import { chooseYard, place, type Box } from "./courts";

const HALL = { width: 1430, height: 800 };
const OLD_HALL = { width: 984, height: 400 };
const LETTERS = [40, 36, 33, 30];

const weightsOf = (count: number): number[] => Array.from({ length: count }, (_, at) => 1 + ((count - at) % 7));
const area = ({ width, height }: Box): number => width * height;

function overlap(one: Box, other: Box): number {
  const wide = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const high = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return Math.max(0, wide) * Math.max(0, high);
}

describe.each([["a hall of today", HALL], ["an old projector", OLD_HALL]])("courts in %s", (_, whole) => {
  it.each([1, 2, 3, 5, 7, 9, 12])("fill it without overlap: %i", (count) => {
    const weights = weightsOf(count);
    const boxes = place(weights, whole, chooseYard(weights, whole, LETTERS));
    expect(boxes).toHaveLength(count);
    expect(boxes.reduce((sum, box) => sum + area(box), 0)).toBeCloseTo(whole.width * whole.height);
    boxes.forEach((one, at) => boxes.slice(at + 1).forEach((other) => expect(overlap(one, other)).toBeLessThan(1e-6)));
  });

  it.each([3, 7, 12])("leave room for a name of four characters: %i", (count) => {
    const weights = weightsOf(count);
    const yard = chooseYard(weights, whole, LETTERS);
    place(weights, whole, yard).forEach(({ width, height }) => {
      expect(width).toBeGreaterThanOrEqual(8 * yard.letter);
      expect(height).toBeGreaterThanOrEqual(2.4 * yard.letter);
    });
  });
});

describe("the area", () => {
  it("never shrinks with more cards", () => {
    const weights = [12, 9, 7, 5, 5, 3, 2, 1];
    const areas = place(weights, HALL, chooseYard(weights, HALL, LETTERS)).map(area);
    areas.slice(1).forEach((one, at) => expect(one).toBeLessThanOrEqual((areas[at] ?? 0) + 1e-6));
  });

  it("counts an empty theme like one of one card", () => {
    const [one, other] = place([0, 1], HALL, { letter: 40, rows: [2], power: 1 });
    expect(one?.width).toBeCloseTo(other?.width ?? 0);
  });
});

describe("a card that comes", () => {
  it("moves no court to another row", () => {
    const weights = [6, 6, 5, 5, 5, 4, 3];
    const before = chooseYard(weights, HALL, LETTERS);
    weights.forEach((_, at) => {
      const grown = weights.map((weight, place) => weight + (place === at ? 1 : 0));
      expect(chooseYard(grown, HALL, LETTERS, before)).toBe(before);
    });
  });

  it("chooses anew where a court would become too small", () => {
    const before = { letter: 40, rows: [3], power: 1 };
    expect(chooseYard([90, 90, 1], HALL, LETTERS, before)).not.toBe(before);
    expect(chooseYard([1, 1], HALL, LETTERS, before).rows.reduce((sum, one) => sum + one)).toBe(2);
  });
});
