import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DebouncedQuery } from "./debouncedQuery";

interface Asked {
  question: string;
  answer(value: string): void;
  fail(): void;
}

describe("a debounced query while somebody types", () => {
  const asked: Asked[] = [];
  const answers: (string | null)[] = [];
  let query: DebouncedQuery<string>;

  beforeEach(() => {
    vi.useFakeTimers();
    asked.length = answers.length = 0;
    const ask = (question: string): Promise<string> =>
      new Promise((resolve, reject) => asked.push({ question, answer: resolve, fail: () => reject(new Error("lost")) }));
    query = new DebouncedQuery(ask, (answer) => answers.push(answer), 80);
  });
  afterEach(() => vi.useRealTimers());

  test("asks once after the pause", async () => {
    for (const text of ["车", "车棚", "车棚建"]) query.change(text);
    await vi.advanceTimersByTimeAsync(79);
    expect(asked).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(asked.map(({ question }) => question)).toEqual(["车棚建"]);
  });

  test("drops the answer to an older draft and asks for the newer", async () => {
    query.change("车棚");
    await vi.advanceTimersByTimeAsync(80);
    query.change("路灯");
    await vi.advanceTimersByTimeAsync(80);
    expect(asked).toHaveLength(1); // one request at a time
    asked[0]?.answer("about sheds");
    await vi.advanceTimersByTimeAsync(0);
    expect(answers).toEqual([]);
    asked[1]?.answer("about lamps");
    await vi.advanceTimersByTimeAsync(0);
    expect(answers).toEqual(["about lamps"]);
  });

  test("tells nothing for an empty draft, and none of the answers that come late", async () => {
    query.change("车棚");
    await vi.advanceTimersByTimeAsync(80);
    query.change("");
    asked[0]?.answer("about sheds");
    await vi.advanceTimersByTimeAsync(200);
    expect(answers).toEqual([null]);
    expect(asked).toHaveLength(1);
  });

  test("a question that failed shows nothing and does not stop the next", async () => {
    query.change("车棚");
    await vi.advanceTimersByTimeAsync(80);
    asked[0]?.fail();
    await vi.advanceTimersByTimeAsync(0);
    query.change("路灯");
    await vi.advanceTimersByTimeAsync(80);
    asked[1]?.answer("about lamps");
    await vi.advanceTimersByTimeAsync(0);
    expect(answers).toEqual([null, "about lamps"]);
  });

  test("a question that failed may be asked again", async () => {
    for (const _ of [1, 2]) {
      query.change("车棚");
      await vi.advanceTimersByTimeAsync(80);
      asked[asked.length - 1]?.fail();
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(asked.map(({ question }) => question)).toEqual(["车棚", "车棚"]);
  });
});
