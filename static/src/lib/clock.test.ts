import { expect, it } from "vitest";
import { asClock, ServerClock } from "./clock";

const NOW = Date.parse("2026-05-20T11:00:00Z");

function makeClock(serverNow = NOW) {
  let ticks = 1_000;
  const clock = new ServerClock(serverNow, () => ticks);
  return { clock, pass: (ms: number) => (ticks += ms) };
}

it("goes on from the server's time by its own ticks", () => {
  const { clock, pass } = makeClock();
  pass(2_500);
  expect(clock.now()).toBe(NOW + 2_500);
});

it("counts whole seconds down and never below zero", () => {
  const { clock, pass } = makeClock();
  expect(clock.secondsUntil("2026-05-20T11:00:10Z")).toBe(10);
  pass(9_001);
  expect(clock.secondsUntil("2026-05-20T11:00:10Z")).toBe(1);
  pass(60_000);
  expect(clock.secondsUntil("2026-05-20T11:00:10Z")).toBe(0);
});

it("gives zero for a deadline that is no time", () => {
  expect(makeClock().clock.secondsUntil("soon")).toBe(0);
});

it("counts the time since a page began to arrive", () => {
  expect(new ServerClock(NOW, () => 900, 400).now()).toBe(NOW + 500);
});

it("hears the time anew, half the round trip later", () => {
  const { clock, pass } = makeClock();
  pass(5_000);
  clock.sync(NOW + 60_000, 200);
  expect(clock.now()).toBe(NOW + 60_100);
});

it.each([[0, "0:00"], [9, "0:09"], [65, "1:05"], [600, "10:00"], [3_605, "1:00:05"]])("writes %i s as %s", (seconds, text) => {
  expect(asClock(seconds)).toBe(text);
});
