import { beforeAll, expect, test } from "vitest";
import { heads, headsAlone, lackWords, wholePercent } from "./heads";

const texts = {
  "domain.heads.none": "nobody",
  "domain.heads.few": "{agree} of {seen}",
  "domain.heads.many": "{agree} of {seen}, {share}%",
  "domain.lacks.agree": "lacks {count} of {group}",
  "domain.lacks.voices": "{group} lacks {count} answers",
  "domain.lacks.voters": "lacks {count} answers",
  "domain.lacks.held": "objection",
  "domain.lacks.people": "under {count}",
  "domain.group.others": "the others",
};

beforeAll(() => {
  const element = { textContent: JSON.stringify({ locale: "zh-Hans", texts }) };
  Object.assign(globalThis, { document: { getElementById: () => element, documentElement: { lang: "" } } });
});

test("heads are said as they are counted, a percentage only from twenty up", () => {
  expect(heads({ agree: 0, seen: 0 })).toBe("nobody");
  expect(heads({ agree: 11, seen: 11 })).toBe("11 of 11");
  expect(heads({ agree: 10, seen: 19 })).toBe("10 of 19");
  expect(heads({ agree: 10, seen: 20 })).toBe("10 of 20, 50%");
  expect(headsAlone({ agree: 10, seen: 20 })).toBe("10 of 20");
});

test("a half is rounded up, in whole numbers", () => {
  expect(wholePercent(1, 8)).toBe(13);
  expect(wholePercent(145, 1000)).toBe(15);
  expect(wholePercent(0, 7)).toBe(0);
});

test("who is missing is said group by group", () => {
  const blockers = [
    { group: "tenants", missing: 1, change: 1 },
    { group: "others", missing: 3, change: null },
  ];
  const sentences = ["lacks 1 of tenants", "the others lacks 3 answers", "lacks 4 answers", "objection"];
  expect(lackWords({ blockers, voters: 4, is_held: true })).toEqual(sentences);
  expect(lackWords({ blockers: [], voters: 0, is_held: false })).toEqual(["under 5"]);
  expect(lackWords(null)).toEqual([]);
});
