import { afterEach, expect, it, vi } from "vitest";
import { translator } from "./i18n";

const texts = {
  "ui.hello": "Hello {name}, {name}!",
  "ui.people": { one: "{count} person", other: "{count} people" },
};
afterEach(() => void vi.unstubAllGlobals());

it("fills every place and leaves an unknown one as it is", () => {
  const t = translator({ locale: "en", texts });
  expect(t("ui.hello", { name: "Mei" })).toBe("Hello Mei, Mei!");
  expect(t("ui.hello")).toBe("Hello {name}, {name}!");
});

it("takes values as text, not as patterns", () => {
  expect(translator({ locale: "en", texts })("ui.hello", { name: "$& {name}" })).toBe("Hello $& {name}, $& {name}!");
});

it("chooses the plural form of the language", () => {
  const en = translator({ locale: "en", texts });
  expect([0, 1, 2].map((count) => en("ui.people", { count }))).toEqual(["0 people", "1 person", "2 people"]);
  const zh = translator({ locale: "zh-Hans", texts: { "ui.people": { one: "{n} 人", other: "{n} 人" } } });
  expect(zh("ui.people", { n: 1 })).toBe("1 人");
});

it("chooses without Intl.PluralRules as well", () => {
  vi.stubGlobal("Intl", {});
  const t = translator({ locale: "en", texts });
  expect([t("ui.people", { count: 1 }), t("ui.people", { count: 5 })]).toEqual(["1 person", "5 people"]);
});

it("shows the key that has no text", () => {
  expect(translator({ locale: "en", texts })("ui.missing")).toBe("ui.missing");
});
