/** Fits names and sentences into courts: measured in the page itself, so that no glyph is cut. */
import { t } from "../lib/i18n";
import { chooseYard, place, type Box, type Size, type Yard } from "./courts";
import { shorten } from "./shorten";

const HANDHELD_PX = 720;
const SMALLEST = 0.038; // of the height of the screen: what the last row of a hall can read
const SIZES = [1, 0.92, 0.84, 0.76, 0.7]; // of the root letter
const LINE = 1.2; // as `.court` in the style sheet
const PAD = 0.42; // of a letter, beside the words of a court, its border and the gap beside it included
const EDGE = 0.3; // of a letter, above and below them
const MARK = 1.4; // in letters, with its gap
const NAME = 1.15; // the name's letter, in letters
const COUNT_GAP = 0.6; // in letters, between name and number
const GAP = 0.2; // in letters, before each sentence
const TWO_LINE_NAME = 5.8; // a court of this height, in letters, has room for a name of two lines
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
  const count = ruler.widthOf(t("stage.themes.count", { count: theme.members.length })) + COUNT_GAP * letter;
  const [name, nameLines] = fitName(theme.label, Math.floor(width - count), box.height > TWO_LINE_NAME * letter ? 2 : 1, ruler);
  const room = box.height - (2 * EDGE + NAME * LINE * nameLines) * letter;
  for (let most = sentences.length; most > 0; most -= 1) {
    const texts = fitTexts(sentences.slice(0, most), width, room, ruler);
    if (texts.length === most) return { name, texts };
  }
  return { name, texts: [] };
}

/** Return the sentences, each shortened to its share of the lines; fewer where one of them would say too little. */
function fitTexts(sentences: Court["sentences"], width: number, room: number, ruler: Ruler): string[] {
  const { letter } = ruler;
  const fair = Math.floor((room / letter - GAP * sentences.length) / LINE / sentences.length);
  const texts: string[] = [];
  let left = room / letter;
  for (const { text, mark } of sentences) {
    const own = Math.floor(width - (mark ? MARK * letter : 0));
    const lines = Math.min(Math.max(2, fair), Math.floor((left - GAP) / LINE));
    if (lines < 1) break;
    const short = shorten(text, (words) => ruler.lines(words, own) <= lines);
    if (!short || (short !== text && lines < 2 && own < SHORT_LINE * letter && sentences.length > 1)) break;
    texts.push(short);
    left -= GAP + LINE * ruler.lines(short, own);
  }
  return texts;
}

/** Return the name as far as it fits, and the number of its lines. */
function fitName(label: string, width: number, most: number, ruler: Ruler): [string, number] {
  const name = shorten(label, (text) => ruler.lines(text, width, NAME) <= most);
  return name ? [name, ruler.lines(name, width, NAME)] : [Array.from(label)[0] ?? "", 1];
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
