import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Probe } from "./probe";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A probe on a server whose small answer takes `tookMs`; Infinity: none comes, and the request ends after 2 s. */
function makeLookout(tookMs: number) {
  const net = { tookMs, asked: 0, back: 0 };
  const isThere = async (): Promise<boolean> => {
    net.asked += 1;
    await new Promise((resolve) => setTimeout(resolve, Math.min(net.tookMs, 2_000)));
    return net.tookMs <= 2_000;
  };
  return { net, probe: new Probe(isThere, () => void (net.back += 1)) };
}

it("gives an attempt up that hangs while the server answers others at once", async () => {
  const { net, probe } = makeLookout(20);
  probe.start();
  await vi.advanceTimersByTimeAsync(1_900);
  expect(net).toMatchObject({ asked: 0, back: 0 });
  await vi.advanceTimersByTimeAsync(200);
  expect(net.back).toBe(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(net).toMatchObject({ asked: 1, back: 1 });
});

it("is notified within five seconds of the network's return, whenever that is", async () => {
  for (let away = 0; away < 8_000; away += 250) {
    const { net, probe } = makeLookout(Infinity);
    probe.start();
    await vi.advanceTimersByTimeAsync(away);
    net.tookMs = 100;
    await vi.advanceTimersByTimeAsync(4_800);
    expect(net.back, `${away} ms`).toBe(1);
  }
});

it("leaves an attempt alone on a network where everything is slow", async () => {
  const { net, probe } = makeLookout(1_500);
  probe.start();
  await vi.advanceTimersByTimeAsync(7_000);
  expect(net.asked).toBeGreaterThan(1);
  expect(net.back).toBe(0);
  expect(probe.hasHeard).toBe(true);
  probe.start();
  expect(probe.hasHeard).toBe(false);
});

it("asks no more once the attempt has ended, and an answer still to come counts for nothing", async () => {
  const { net, probe } = makeLookout(500);
  probe.start();
  await vi.advanceTimersByTimeAsync(2_300);
  probe.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(net).toMatchObject({ asked: 1, back: 0 });
});

it("counts the time of each attempt for itself", async () => {
  const { net, probe } = makeLookout(20);
  probe.start();
  await vi.advanceTimersByTimeAsync(1_500);
  probe.start();
  await vi.advanceTimersByTimeAsync(1_500);
  expect(net).toMatchObject({ asked: 0, back: 0 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(net.back).toBe(1);
});
