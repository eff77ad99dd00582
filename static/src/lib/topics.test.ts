import { expect, it, vi } from "vitest";
import { Topics } from "./topics";

const wall = (version: number, data: unknown = version) => ({ meeting: "m1", topic: "wall", version, data });

it("takes the first snapshot and each newer one", () => {
  const topics = new Topics("m1");
  expect(topics.apply(wall(0, "first"))).toBe(true);
  expect(topics.apply(wall(3, "third"))).toBe(true);
  expect(topics.get("wall")).toBe("third");
});

it("drops an older snapshot and a repeated one, and tells nobody", () => {
  const topics = new Topics("m1");
  const heard = vi.fn();
  topics.apply(wall(5, "new"));
  topics.subscribe("wall", heard);
  expect(topics.apply(wall(4, "old"))).toBe(false);
  expect(topics.apply(wall(5, "again"))).toBe(false);
  expect(topics.get("wall")).toBe("new");
  expect(heard).not.toHaveBeenCalled();
});

it("drops what belongs to another meeting", () => {
  const topics = new Topics("m2");
  expect(topics.apply(wall(1))).toBe(false);
  expect(topics.get("wall")).toBeUndefined();
});

it("tells the server the version seen of each topic", () => {
  const topics = new Topics("m1");
  topics.apply(wall(7));
  topics.apply({ ...wall(2), topic: "tally" });
  expect(topics.seen()).toEqual({ wall: 7, tally: 2 });
  expect(topics.versionOf("ground")).toBe(-1);
});

it("tells listeners of their topic alone, until they stop", () => {
  const topics = new Topics("m1");
  const heard = vi.fn();
  const stop = topics.subscribe("wall", heard);
  topics.apply({ ...wall(1), topic: "tally" });
  topics.apply(wall(1, "one"));
  stop();
  topics.apply(wall(2, "two"));
  expect(heard.mock.calls).toEqual([["one"]]);
});

const tally = (version: number, data: unknown, since?: number) => ({ meeting: "m1", topic: "tally", version, data, ...(since !== undefined && { since }) });

it("takes a page into the whole it holds", () => {
  const topics = new Topics("m1");
  topics.apply(tally(3, { proposals: { a: { agree: 1 }, b: { agree: 2 } }, voters: 2 }));
  expect(topics.apply(tally(5, { proposals: { b: { agree: 3 } } }, 3))).toBe(true);
  expect(topics.get("tally")).toEqual({ proposals: { a: { agree: 1 }, b: { agree: 3 } }, voters: 2 });
  expect(topics.seen()).toEqual({ tally: 5 });
});

it("takes a page that begins before what it holds", () => {
  const topics = new Topics("m1");
  topics.apply(tally(4, { proposals: { a: { agree: 1 } } }));
  expect(topics.apply(tally(6, { proposals: { a: { agree: 2 } } }, 2))).toBe(true);
  expect(topics.isBehind).toBe(false);
});

it("asks for the whole when a page is missing, until it holds that version", () => {
  const topics = new Topics("m1");
  expect(topics.apply(tally(5, { proposals: {} }, 3))).toBe(false);
  topics.apply(tally(4, { proposals: { a: { agree: 1 } } }));
  expect(topics.isBehind).toBe(true);
  expect(topics.apply(tally(8, { proposals: {} }, 6))).toBe(false);
  expect(topics.get("tally")).toEqual({ proposals: { a: { agree: 1 } } });
  topics.apply(tally(8, { proposals: { a: { agree: 2 } } }));
  expect(topics.isBehind).toBe(false);
});
