import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Asking } from "./asking";

interface Asked {
  question: string;
  answer(value: string): void;
  fail(): void;
}

describe("asking while somebody types", () => {
  const asked: Asked[] = [];
  const told: (string | null)[] = [];
  let asking: Asking<string>;

  beforeEach(() => {
    vi.useFakeTimers();
    asked.length = told.length = 0;
    const ask = (question: string): Promise<string> =>
      new Promise((resolve, reject) => asked.push({ question, answer: resolve, fail: () => reject(new Error("lost")) }));
    asking = new Asking(ask, (answer) => told.push(answer), 80);
  });
  afterEach(() => vi.useRealTimers());

  test("asks once after the pause", async () => {
    for (const text of ["车", "车棚", "车棚建"]) asking.change(text);
    await vi.advanceTimersByTimeAsync(79);
    expect(asked).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.map(({ question }) => question)).toEqual(["车棚建"]);
  });

  test("drops the answer to an older draft and asks for the newer", async () => {
    asking.change("车棚");
    await vi.advanceTimersByTimeAsync(80);
    asking.change("路灯");
    await vi.advanceTimersByTimeAsync(80);
    expect(asked).toHaveLength(1); // one request at a time
    asked[0]?.answer("about sheds");
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([]);
    asked[1]?.answer("about lamps");
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual(["about lamps"]);
  });

  test("tells nothing for an empty draft, and none of the answers that come late", async () => {
    asking.change("车棚");
    await vi.advanceTimersByTimeAsync(80);
    asking.change("");
    asked[0]?.answer("about sheds");
    await vi.advanceTimersByTimeAsync(200);
    expect(told).toEqual([null]);
    expect(asked).toHaveLength(1);
  });

  test("a question that failed shows nothing and does not stop the next", async () => {
    asking.change("车棚");
    await vi.advanceTimersByTimeAsync(80);
    asked[0]?.fail();
    await vi.advanceTimersByTimeAsync(0);
    asking.change("路灯");
    await vi.advanceTimersByTimeAsync(80);
    asked[1]?.answer("about lamps");
    await vi.advanceTimersByTimeAsync(0);
    expect(told).toEqual([null, "about lamps"]);
  });

  test("a question that failed may be asked again", async () => {
    for (const _ of [1, 2]) {
      asking.change("车棚");
      await vi.advanceTimersByTimeAsync(80);
      asked[asked.length - 1]?.fail();
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(asked.map(({ question }) => question)).toEqual(["车棚", "车棚"]);
  });
});
