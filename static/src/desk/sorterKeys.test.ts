import { describe, expect, it } from "vitest";
import { actOf, afterLeaving, walk } from "./sorterKeys";

const plain = { ctrlKey: false, metaKey: false, altKey: false };

describe("keys", () => {
  it.each([["r", "rename"], ["M", "merge"], ["s", "split"], ["y", "confirm"], ["1", "first"], ["2", "second"], ["Z", "undo"], ["ArrowLeft", "left"]])(
    "%s asks for %s",
    (key, act) => expect(actOf({ key, ...plain })).toBe(act),
  );

  it("leaves keys with Ctrl, and other keys, to the browser", () => {
    expect(actOf({ key: "r", ...plain, ctrlKey: true })).toBeUndefined();
    expect(actOf({ key: "z", ...plain, metaKey: true })).toBeUndefined();
    expect(actOf({ key: "q", ...plain })).toBeUndefined();
  });
});

describe("arrow keys", () => {
  const sizes = [3, 0, 2];

  it("walk from the head of a theme down its cards and stop at the last", () => {
    expect(walk(sizes, { column: 0, row: -1 }, "down")).toEqual({ column: 0, row: 0 });
    expect(walk(sizes, { column: 0, row: 2 }, "down")).toEqual({ column: 0, row: 2 });
    expect(walk(sizes, { column: 0, row: 0 }, "up")).toEqual({ column: 0, row: -1 });
  });

  it("keep the row where the next theme has it, and go round", () => {
    expect(walk(sizes, { column: 0, row: 1 }, "left")).toEqual({ column: 2, row: 1 });
    expect(walk(sizes, { column: 0, row: 1 }, "right")).toEqual({ column: 1, row: -1 });
    expect(walk(sizes, { column: 2, row: 1 }, "right")).toEqual({ column: 0, row: 1 });
  });
});

it("goes on to the next card when one is sorted, and back from the last", () => {
  expect(afterLeaving(["a", "b", "c"], "b")).toBe("c");
  expect(afterLeaving(["a", "b"], "b")).toBe("a");
  expect(afterLeaving(["a"], "a")).toBeUndefined();
});
