import { afterEach, expect, it, vi } from "vitest";
import { newKey } from "./keys";
import { fingerprint } from "./storage";

afterEach(() => void vi.unstubAllGlobals());

it("makes 128 bits in hexadecimal, never the same", () => {
  const keys = Array.from({ length: 1_000 }, newKey);
  expect(keys.every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true);
  expect(new Set(keys).size).toBe(1_000);
});

it("does without randomUUID, which plain http has not", () => {
  const { getRandomValues } = crypto;
  vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
  expect(newKey()).toHaveLength(32);
});

it("tells seats apart without showing them", () => {
  expect(fingerprint("seat-one")).not.toBe(fingerprint("seat-two"));
  expect(fingerprint("seat-one")).toBe(fingerprint("seat-one"));
  expect(fingerprint("seat-one")).not.toContain("seat");
});
