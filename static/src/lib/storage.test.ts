import { afterEach, expect, it, vi } from "vitest";
import type { Item } from "./outbox";
import { fingerprint, openStorage } from "./storage";

const item = (key: string, at: number): Item => ({ key, event: "reaction:cast", payload: { proposal: "p1" }, at });

/** A stand-in for localStorage that is full once it holds `room` items. */
function makeStorage(room = Infinity): Storage {
  const texts = new Map<string, string>();
  return {
    get length() {
      return texts.size;
    },
    key: (place) => [...texts.keys()][place] ?? null,
    getItem: (name) => texts.get(name) ?? null,
    setItem: (name, text) => {
      if (texts.size >= room) throw new Error("QuotaExceededError");
      texts.set(name, text);
    },
    removeItem: (name) => void texts.delete(name),
    clear: () => texts.clear(),
  };
}

afterEach(() => vi.unstubAllGlobals());

it("keeps in localStorage where there is no IndexedDB, for each seat apart", async () => {
  vi.stubGlobal("localStorage", makeStorage());
  const storage = await openStorage("m1", "seat of Mei");
  await storage.save(item("k1", 1));
  await storage.save(item("k2", 2));
  await storage.remove("k1");
  expect(storage.isLasting).toBe(true);
  expect(await (await openStorage("m1", "seat of Mei")).load()).toEqual([item("k2", 2)]);
  expect(await (await openStorage("m1", "seat of Bo")).load()).toEqual([]);
});

it("says that nothing lasts when the store is full, and does not fail", async () => {
  vi.stubGlobal("localStorage", makeStorage(1));
  const storage = await openStorage("m1", "seat");
  await storage.save(item("k1", 1));
  expect(storage.isLasting).toBe(true);
  await storage.save(item("k2", 2));
  expect(storage.isLasting).toBe(false);
});

it("keeps in memory where the browser keeps nothing", async () => {
  vi.stubGlobal("localStorage", undefined);
  const storage = await openStorage("m1", "seat");
  await storage.save(item("k1", 1));
  expect(storage.isLasting).toBe(false);
  expect(await storage.load()).toEqual([item("k1", 1)]);
});

it("does not write a seat's secret into a name", () => {
  expect(fingerprint("a secret")).toMatch(/^[0-9a-z]{1,7}$/);
  expect(fingerprint("a secret")).not.toBe(fingerprint("b secret"));
});
