import { describe, expect, it } from "vitest";
import { shorten, wordsOf } from "./shorten";

const most = (count: number) => (text: string): boolean => text.length <= count;
const pairs = (text: string): string[] => text.match(/..?/gu) ?? [];

describe("shorten", () => {
  it("leaves alone what fits", () => {
    expect(shorten("车棚地面要平", most(6))).toBe("车棚地面要平");
  });

  it("cuts at the end of a clause and never within a word", () => {
    expect(shorten("车棚地面要平，有坡我推不动", most(10), pairs)).toBe("车棚地面要平…");
    expect(shorten("Lights must not shine into bedrooms", most(20))).toBe("Lights must not…");
  });

  it("cuts after a word where the last clause ends too early", () => {
    expect(shorten("好，车棚地面要平有坡我推不动", most(9), (text) => Array.from(text))).toBe("好，车棚地面要平…");
  });

  it("leaves no comma before the ellipsis", () => {
    expect(shorten("先清楼道，再建棚，再说", most(6), (text) => Array.from(text))).toBe("先清楼道…");
  });

  it("is empty where no word fits", () => {
    expect(shorten("Feuerwehrzufahrt frei", most(5))).toBe("");
    expect(shorten("一", most(0))).toBe("");
  });

  it("keeps together what belongs together", () => {
    expect(wordsOf("Fire safety")).toContain("safety");
    expect(shorten("👨‍👩‍👧‍👦家", most(3))).toBe("");
  });
});
