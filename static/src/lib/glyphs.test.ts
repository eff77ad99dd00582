/** A character drawn by an emoji font prints as an empty box where that font is missing. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { MARKS } from "./marks";

const PICTURE = /\p{Extended_Pictographic}/u;
const FOLDERS = ["static/css", "static/src", "templates", "app/catalogues"];

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );
}

it.each(FOLDERS)("%s holds no picture glyph", (folder) => {
  const read = files(folder).filter((name) => /\.(css|tsx?|html|po)$/.test(name) && !name.includes(".test."));
  expect(read.length).toBeGreaterThan(0);
  expect(read.filter((name) => PICTURE.test(readFileSync(name, "utf8")))).toEqual([]);
});

it("marks neither yes nor no with a circle or a cross", () => {
  expect(new Set(Object.values(MARKS)).size).toBe(3);
  for (const choice of ["pass", "abstain"]) expect(MARKS[choice]).toBe("–");
});
