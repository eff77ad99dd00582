import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

type Colours = Record<string, string>;

const [lightText = "", darkText = ""] = readFileSync("static/css/tokens.css", "utf8").split("@media");
const light = coloursOf(lightText);
const themes: [string, Colours][] = [["light", light], ["dark", { ...light, ...coloursOf(darkText) }]];

const PAPERS = ["paper", "paper-raised", "paper-sunk"];
const TEXT: [string, string][] = [
  ...PAPERS.flatMap((paper) => ["ink", "ink-soft", "jade", "vermilion"].map((ink): [string, string] => [ink, paper])),
  ...["jade", "ink"].map((ink): [string, string] => [ink, "jade-wash"]),
  ...["vermilion", "vermilion-deep", "ink"].map((ink): [string, string] => [ink, "vermilion-wash"]),
  ...["amber", "ink"].map((ink): [string, string] => [ink, "amber-wash"]),
  ["jade-deep", "jade-wash"], ["on-jade", "jade"], ["on-jade", "jade-deep"], ["paper", "ink"],
  ...["a", "b", "c", "d", "e", "f"].map((group): [string, string] => ["on-group", `group-${group}`]),
];
const SHAPES: [string, string][] = ["line-strong", "agree", "pass", "disagree", "focus"].flatMap((shape) =>
  PAPERS.map((paper): [string, string] => [shape, paper]),
);

describe.each(themes)("%s", (_name, colours) => {
  it.each(TEXT)("shows %s on %s at 7:1 or more", (ink, paper) => {
    expect(contrast(colour(colours, ink), colour(colours, paper))).toBeGreaterThanOrEqual(7);
  });

  it.each(SHAPES)("shows the shape %s on %s at 3:1 or more", (shape, paper) => {
    expect(contrast(colour(colours, shape), colour(colours, paper))).toBeGreaterThanOrEqual(3);
  });
});

function coloursOf(text: string): Colours {
  const lines = text.match(/--[\w-]+: #[0-9a-f]{6};/g) ?? [];
  return Object.fromEntries(lines.map((line) => [line.slice(2, line.indexOf(":")), line.slice(-8, -1)]));
}

function colour(colours: Colours, name: string): string {
  const hex = colours[name];
  if (!hex) throw new Error(`no colour ${name}`);
  return hex;
}

/** WCAG 2.2 contrast ratio. */
function contrast(one: string, other: string): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((place) => {
    const part = parseInt(hex.slice(place, place + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
