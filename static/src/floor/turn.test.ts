import { expect, test } from "vitest";
import { handLeft, nextCard } from "./turn";

const cards = [1, 2, 3].map((number) => ({ id: `p${number}`, number, text: "" }));

test("deals in the order in which the server dealt", () => {
  expect(nextCard(cards, ["p3", "p1"], {})?.id).toBe("p3");
  expect(nextCard(cards, ["p3", "p1"], { p3: "pass" })?.id).toBe("p1");
});

test("passes over what is no longer on the wall, and goes on with the oldest when all dealt are answered", () => {
  expect(nextCard(cards, ["gone", "p2"], {})?.id).toBe("p2");
  expect(nextCard([...cards].reverse(), ["p2"], { p2: "agree" })?.id).toBe("p1");
});

test("deals none when all are answered", () => {
  expect(nextCard(cards, ["p1"], { p1: "agree", p2: "pass", p3: "disagree" })).toBeUndefined();
});

test("counts the cards that still lie before one", () => {
  expect(handLeft(cards, ["p3", "gone", "p1"], { p3: "pass" })).toBe(1);
});
