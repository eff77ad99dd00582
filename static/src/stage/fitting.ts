/** Fits names and sentences into courts: measured in the page itself, so that no glyph is cut. */
import { t } from "../lib/i18n";
import { chooseYard, place, type Box, type Size, type Yard } from "./courts";
import { shorten } from "./shorten";

const HANDHELD_PX = 720;
const SMALLEST = 0.038; // of the height of the screen: what the last row of a hall can read
const SIZES = [1, 0.92, 0.84, 0.76, 0.7]; // of the root letter
const LINE = 1.25; // as `.court` in the style sheet
const PAD = 0.45; // of a letter, on each side of a court, its border and the gap beside it included
const MARK = 1.4; // in letters, with its gap
const NAME = 1.15; // the name's letter, in letters
const GAP = 0.2; // in letters, before each sentence
const TWO_LINE_NAME = 8; // a court of this height, in letters, has room for a name of two lines
const SHORT_LINE = 8; // in letters: below this width a sentence of one line says too little

export interface CourtPlan {
  name: string;
  texts: string[];
}

interface Court {
  theme: { key: string; label: string; members: string[] };
  sentences: { text: string; mark: string | null }[];
}

/** Return whether the screen is a phone's, where courts are a list that scrolls and nothing need be shortened. */
export function isHandheld(): boolean {
  return window.innerWidth <= HANDHELD_PX;
}

/** Return how the courts lie in the list, and the words that fit into each. */
export function planYard(list: HTMLElement, courts: Court[], whole: Size, before?: Yard): { yard: Yard; courts: Map<string, CourtPlan> } {
  const yard = chooseYard(courts.map(({ theme }) => theme.members.length), whole, letterSizes(), before);
  const boxes = place(courts.map(({ theme }) => theme.members.length), whole, yard);
  const ruler = new Ruler(list, yard.letter);
  const plans = courts.map((court, at) => [court.theme.key, fitCourt(court, boxes[at], ruler)] as const);
  ruler.remove();
  return { yard, courts: new Map(plans) };
}

function letterSizes(): number[] {
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize) || 40;
  const least = Math.min(root, SMALLEST * window.innerHeight);
  return [...new Set(SIZES.map((size) => Math.max(Math.floor(size * root), Math.ceil(least))))];
}

function fitCourt({ theme, sentences }: Court, box: Box | undefined, ruler: Ruler): CourtPlan {
  if (!box) return { name: theme.label, texts: [] };
  const { letter } = ruler;
  const width = box.width - 2 * PAD * letter;
  const nameLines = box.height > TWO_LINE_NAME * letter ? 2 : 1;
  const count = ruler.widthOf(t("stage.themes.cards", { count: theme.members.length })) + 0.6 * letter;
  const nameWidth = Math.floor(width - count);
  const name = shorten(theme.label, (text) => ruler.lines(text, nameWidth, NAME) <= nameLines) || theme.label.slice(0, 1);
  let room = Math.floor((box.height - (2 * PAD + NAME * LINE * ruler.lines(name, nameWidth, NAME)) * letter) / 1);
  const texts: string[] = [];
  const most = Math.max(2, Math.floor(room / (LINE * letter) / Math.max(1, sentences.length)));
  for (const { text, mark } of sentences) {
    const own = Math.floor(width - (mark ? MARK * letter : 0));
    const left = Math.floor((room - GAP * letter) / (LINE * letter));
    const lines = Math.min(most, left);
    if (lines < 1 || (lines < 2 && own < SHORT_LINE * letter && texts.length > 0)) break;
    const short = shorten(text, (words) => ruler.lines(words, own) <= lines);
    if (!short) break;
    texts.push(short);
    room -= (GAP + LINE * ruler.lines(short, own)) * letter;
  }
  return { name, texts };
}

/** Measures words in a hidden line of the list. */
class Ruler {
  private readonly line = document.createElement("li");
  private readonly known = new Map<string, number>();

  constructor(list: HTMLElement, readonly letter: number) {
    this.line.className = "yard-ruler";
    this.line.setAttribute("aria-hidden", "true");
    list.appendChild(this.line);
  }

  /** Return how many lines a text takes in a width, at a size given in letters. */
  lines(text: string, width: number, size = 1): number {
    const name = `${width} ${size} ${text}`;
    let lines = this.known.get(name);
    if (lines === undefined) {
      this.set(text, `${width}px`, size);
      lines = Math.round(this.line.offsetHeight / (LINE * size * this.letter));
      if (this.line.scrollWidth > width + 1) lines = Infinity; // a word that is wider than the line
      this.known.set(name, lines);
    }
    return lines;
  }

  widthOf(text: string): number {
    this.set(text, "max-content", 1);
    return this.line.offsetWidth;
  }

  remove(): void {
    this.line.remove();
  }

  private set(text: string, width: string, size: number): void {
    const isName = size !== 1;
    this.line.classList.toggle("court-name", isName);
    Object.assign(this.line.style, { width, fontSize: `${size * this.letter}px` });
    this.line.textContent = text;
  }
}
