import { describe, expect, it } from "vitest";
import type { Card, ProposalResult } from "../lib/wire";
import { markOf, marksOf, sentencesOf, type Standing } from "./sentences";

const blocker = { group: "A", agree: 1, seen: 5, unheard: 0, more: 1, change: 1, missing: 1 };
const lacks = (blockers: number, voters = 0) => ({ blockers: Array.from({ length: blockers }, () => blocker), voters, is_held: false });
const cards = new Map<string, Card>(["a", "b", "c", "d", "e"].map((id, number) => [id, { id, number, text: `text ${id}` }]));
const theme = { members: ["a", "b", "c", "d", "e"], representative: "d" };

describe("the mark", () => {
  it.each([
    ["greatest", null, "all"],
    ["common-ground", null, "all"],
    ["majority", lacks(1), "one"],
    ["majority", lacks(2), "open"],
    ["unheard", lacks(1, 4), "open"],
    ["open", { ...lacks(1), is_held: true }, "open"],
    ["open", lacks(0, 3), "open"],
  ])("of %s", (standing, shortfall, mark) => {
    expect(markOf({ standing, lacks: shortfall })).toBe(mark);
  });

  it("is what the room is told, also of proposals without a result", () => {
    expect([...marksOf({ proposals: [], marks: { a: "one" } })]).toEqual([["a", "one"]]);
    expect([...marksOf({ proposals: [{ proposal: "a", standing: "greatest", lacks: null } as ProposalResult] })]).toEqual([["a", "all"]]);
    expect(marksOf({}).size).toBe(0);
  });
});

describe("three sentences", () => {
  const of = (marks: Record<string, Standing>, ranks: string[] = []): string[] =>
    sentencesOf(theme, cards, new Map(Object.entries(marks)), new Map(ranks.map((id, rank) => [id, rank]))).map(({ id, mark }) => `${id} ${mark}`);

  it("have one of each mark, in the order of the marks", () => {
    expect(of({ a: "open", b: "all", c: "all", d: "one", e: "all" }, ["c", "b", "e", "d", "a"])).toEqual(["c all", "d one", "a open"]);
  });

  it("are filled with the next best", () => {
    expect(of({ a: "open", b: "all", c: "all", d: "all", e: "all" }, ["c", "b", "e", "d", "a"])).toEqual(["c all", "b all", "a open"]);
  });

  it("begin with the representative while nothing is known", () => {
    expect(of({})).toEqual(["d null", "a null", "b null"]);
  });

  it("leave out what is off the wall", () => {
    expect(sentencesOf({ members: ["gone", "a"], representative: "gone" }, cards, new Map(), new Map()).map(({ id }) => id)).toEqual(["a"]);
  });
});
