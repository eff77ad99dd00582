import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { lengthOf } from "./length";

const examples = JSON.parse(readFileSync("tests/data/lengths.json", "utf8")) as { text: string; length: number }[];

it.each(examples)("counts $length characters, as the server does", ({ text, length }) => {
  expect(lengthOf(text)).toBe(length);
});
