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
