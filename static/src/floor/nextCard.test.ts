import { expect, test } from "vitest";
import { cardsLeft, nextCard, othersCards } from "./nextCard";

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
  expect(cardsLeft(cards, ["p3", "gone", "p1"], { p3: "pass" })).toBe(1);
});

test("never asks about one's own card", () => {
  const others = othersCards(cards, [{ id: "p1" }, { id: "withdrawn" }]);
  expect(others.map(({ id }) => id)).toEqual(["p2", "p3"]);
  expect(nextCard(others, ["p1", "p3"], {})?.id).toBe("p3");
  expect(nextCard(othersCards(cards, cards), ["p1"], {})).toBeUndefined();
});
