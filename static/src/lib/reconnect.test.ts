import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Reconnector } from "./reconnect";

type Sign = "answers" | "refuses" | "swallows";

/** Return a generator of numbers from 0 to 1 that are the same in every run (Park and Miller, multiplier 48271). */
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const LONGEST = () => 1;
const SHORTEST = () => 0;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockImplementation(makeRandom(20_261_128));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A page whose attempts fail at once while `isAway`; `times` holds when each attempt was made, in ms. */
function makePage(sign: Sign = "refuses") {
  const began = performance.now();
  const page = { sign, isAway: true, asked: 0, times: [] as number[] };
  const isThere = async (): Promise<boolean> => {
    page.asked += 1;
    await new Promise((resolve) => setTimeout(resolve, page.sign === "swallows" ? 2_000 : 10));
    return page.sign === "answers";
  };
  const reconnector: Reconnector = new Reconnector(isThere, () => {
    page.times.push(performance.now() - began);
    if (page.isAway) void reconnector.again();
    else reconnector.reset();
  });
  return { page, reconnector };
}

it("tries again between half a second and two after a loss, not all pages at once", async () => {
  const times: number[] = [];
  for (let number = 0; number < 50; number += 1) {
    const { page, reconnector } = makePage();
    page.isAway = false;
    void reconnector.again();
    await vi.advanceTimersByTimeAsync(2_001);
    expect(page).toMatchObject({ asked: 0, times: [expect.any(Number)] });
    times.push(...page.times);
  }
  expect(Math.min(...times)).toBeGreaterThanOrEqual(500);
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(500);
});

it.each([
  ["the longest", LONGEST],
  ["the shortest", SHORTEST],
])("makes few vain attempts, however long it is away, with %s rests", async (_name, random) => {
  vi.spyOn(Math, "random").mockImplementation(random);
  const { page, reconnector } = makePage();
  void reconnector.again();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(page.times).toHaveLength(4);
  expect(page.asked).toBeGreaterThan(100);
});

it.each([
  ["the longest", LONGEST],
  ["the shortest", SHORTEST],
  ["mixed", makeRandom(7)],
])("tries within five seconds of the network's return, whenever that is, with %s rests", async (_name, random) => {
  vi.spyOn(Math, "random").mockImplementation(random);
  for (let away = 0; away < 30_000; away += 500) {
    const { page, reconnector } = makePage();
    void reconnector.again();
    await vi.advanceTimersByTimeAsync(away);
    const before = page.times.length;
    page.sign = "answers";
    page.isAway = false;
    await vi.advanceTimersByTimeAsync(4_600);
    expect(page.times, `${away} ms`).toHaveLength(before + 1);
  }
});

it("goes on trying where a request hangs: a new connection may get through", async () => {
  const { page, reconnector } = makePage("swallows");
  void reconnector.again();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(page.times.length).toBeGreaterThan(8);
});

it("leaves it when an attempt is made elsewhere, and begins anew after one that succeeded", async () => {
  vi.spyOn(Math, "random").mockImplementation(LONGEST); // so that no second attempt falls into the last two seconds
  const { page, reconnector } = makePage();
  void reconnector.again();
  await vi.advanceTimersByTimeAsync(30_000);
  reconnector.leave();
  await vi.advanceTimersByTimeAsync(30_000);
  const asked = page.asked;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(page).toMatchObject({ asked, times: { length: 4 } });
  reconnector.reset();
  void reconnector.again();
  await vi.advanceTimersByTimeAsync(2_001);
  expect(page).toMatchObject({ asked, times: { length: 5 } });
});

it("does not count a round that was left against the page once it is back", async () => {
  vi.spyOn(Math, "random").mockImplementation(LONGEST);
  const { page, reconnector } = makePage();
  void reconnector.again();
  reconnector.reset();
  await vi.advanceTimersByTimeAsync(2_001);
  void reconnector.again();
  await vi.advanceTimersByTimeAsync(2_001);
  expect(page.times).toHaveLength(1);
});
