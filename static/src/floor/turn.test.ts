import { expect, test } from "vitest";
import { nextCard } from "./turn";

const cards = [1, 2, 3].map((number) => ({ id: `p${number}`, number, text: "" }));
const counts = (agree: number) => ({ agree, disagree: 0, passes: 0 });

test("deals the proposal that fewest have seen", () => {
  const tally = { proposals: { p1: counts(4), p2: counts(1), p3: counts(2) } };
  expect(nextCard(cards, tally, {})?.id).toBe("p2");
  expect(nextCard(cards, tally, { p2: "pass" })?.id).toBe("p3");
});

test("deals the older of equals, and counts an unseen one as seen by nobody", () => {
  expect(nextCard(cards, { proposals: { p1: counts(1) } }, {})?.id).toBe("p2");
});

test("deals none when all are answered, and leaves the wall in its order", () => {
  const wall = [...cards].reverse();
  expect(nextCard(wall, { proposals: {} }, { p1: "agree", p2: "pass", p3: "disagree" })).toBeUndefined();
  nextCard(wall, { proposals: {} }, {});
  expect(wall.map(({ id }) => id)).toEqual(["p3", "p2", "p1"]);
});
