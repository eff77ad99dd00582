import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RefreshQueue } from "./refreshQueue";

const HALL = 1_000;
let asked: string[][];
let pages: number;
let isAwake: boolean;
let answer: Promise<boolean>;
let queue: RefreshQueue;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  asked = [];
  pages = 200;
  isAwake = true;
  answer = Promise.resolve(true);
  const fetch = (parts: string[]): Promise<boolean> => {
    asked.push(parts);
    return answer;
  };
  queue = new RefreshQueue({ fetch, isAwake: () => isAwake, pages: () => pages });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("asks once, somewhere in the spread, for all parts of one act", async () => {
  queue.add("results");
  queue.add("now", "results");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(asked).toEqual([["now", "results"]]);
});

test("rests between two requests, however often the data change", async () => {
  for (let second = 0; second < 30; second++) {
    queue.add("results");
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(asked.length).toBeLessThanOrEqual(30 / 4 + 1);
});

test("asks soon in a small meeting, and rests longer in a large one", async () => {
  pages = 10;
  queue.add("now");
  await vi.advanceTimersByTimeAsync(250);
  expect(asked).toEqual([["now"]]);
  pages = HALL;
  for (let second = 0; second < 30; second++) {
    queue.add("results");
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(asked.length).toBeLessThanOrEqual(30 / 6 + 2);
});

test("asks one request at a time", async () => {
  let finish: (isDone: boolean) => void = () => undefined;
  answer = new Promise((resolve) => (finish = resolve));
  queue.add("now");
  await vi.advanceTimersByTimeAsync(2_000);
  queue.add("results");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([["now"]]);
  finish(true);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toEqual([["now"], ["results"]]);
});

test("waits while the page is hidden, and asks when it is back", async () => {
  isAwake = false;
  queue.add("now");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
  isAwake = true;
  queue.wake();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked).toEqual([["now"]]);
});

test("asks again for what could not be fetched", async () => {
  answer = Promise.resolve(false);
  queue.add("now");
  await vi.advanceTimersByTimeAsync(2_000);
  answer = Promise.resolve(true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([["now"], ["now"]]);
});

test("a person's own act is fetched at once, also during the rest and after a request under way", async () => {
  queue.add("results");
  await vi.advanceTimersByTimeAsync(1_200);
  let finish: (isDone: boolean) => void = () => undefined;
  answer = new Promise((resolve) => (finish = resolve));
  void queue.hurry("sort");
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toEqual([["results"], ["sort"]]);
  const second = queue.hurry("sort", "now");
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toHaveLength(2);
  finish(true);
  answer = Promise.resolve(true);
  await second;
  expect(asked).toEqual([["results"], ["sort"], ["now", "sort"]]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(3);
});

test("what is hurried while the page is offline is asked for when it is back", async () => {
  isAwake = false;
  await queue.hurry("sort");
  expect(asked).toEqual([]);
  isAwake = true;
  queue.wake();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toEqual([["sort"]]);
});
