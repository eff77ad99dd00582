import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { get, getJson } from "./http";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const answerWith = (answer: (signal: AbortSignal) => Promise<unknown>): void =>
  void vi.stubGlobal("fetch", (_address: string, { signal }: { signal: AbortSignal }) => answer(signal));
const hanging = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));

it("hands over the answer, whatever its status", async () => {
  answerWith(async () => new Response('{"a": 1}', { status: 200 }));
  expect(await getJson("/own")).toEqual({ a: 1 });
  answerWith(async () => new Response("gone", { status: 404 }));
  expect(await get("/own")).toEqual({ ok: false, text: "gone" });
  expect(await getJson("/own")).toBeNull();
  answerWith(async () => new Response("<html>please sign in</html>", { status: 200 }));
  expect(await getJson("/own")).toBeNull();
});

it("gives up a request that is never answered, and one whose body never ends", async () => {
  for (const answer of [hanging, async (signal: AbortSignal) => ({ ok: true, text: () => hanging(signal) })]) {
    answerWith(answer);
    const asked = get("/own", 1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await asked).toBeNull();
  }
});

it("is given up by who asked", async () => {
  answerWith(hanging);
  const asked = new AbortController();
  const answer = getJson("/themes", asked.signal);
  asked.abort();
  expect(await answer).toBeNull();
});
