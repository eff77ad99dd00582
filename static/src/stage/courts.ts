/** Lays the courts of the themes out in rows: the order stays, areas follow the numbers of cards, no court is too narrow
 * for words. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Size {
  width: number;
  height: number;
}

/** How the courts lie: the letter size in px, how many courts each row has, and how far areas follow the weights (1:
 * they are proportional, 0: all are equal). */
export interface Yard {
  letter: number;
  rows: number[];
  power: number;
}

const SHAPE = 1.5; // width by height of the best court
const HEAD = 2; // in letters: the name and the edges above and below
const LINE = 1.2;
const GAP = 0.2;
const SENTENCE = 2 * LINE + GAP; // in letters: the height of a sentence of two lines
const WIDE: Size = { width: 10, height: HEAD + 3 * SENTENCE };
const MIDDLE: Size = { width: 10, height: HEAD + 2 * SENTENCE };
const LEAST: Size = { width: 8, height: HEAD + SENTENCE };
const TIGHT: Size = { width: 8, height: HEAD + LINE + GAP }; // one sentence of one line
const NAMED: Size = { width: 8, height: HEAD };
const SHORT_OF = 1; // what the square of the missing sentences of a court weighs against an odd shape
const UNTRUE = 4; // what equal areas weigh against it
const USUAL = 20; // letters in a sentence
const ASIDE = 2.3; // in letters: the mark and the edges beside a sentence
const MOST_IN_ROW = 6;
const MOST_ROWS = 5;
const POWERS = [1, 0.75, 0.5, 0.25, 0];

/** Return how courts of these weights lie best in a place: three sentences in each, then large letters, then true areas.
 *
 * `letters`: sizes to choose from, in px, the largest first. `before` is taken again while it fits, so that nothing
 * jumps when a card comes. */
export function chooseYard(weights: number[], whole: Size, letters: number[], before?: Yard): Yard {
  if (before && total(before.rows) === weights.length && letters.includes(before.letter)) {
    if (fits(place(weights, whole, before), before.letter, TIGHT)) return before;
  }
  const rowings = allRows(weights.length).filter((rows) => rows.length <= MOST_ROWS);
  const last = letters[letters.length - 1] ?? 16;
  for (const [least, sizes] of [[WIDE, letters], [MIDDLE, [last]], [LEAST, [last]], [TIGHT, [last]], [NAMED, [last]]] as const) {
    for (const letter of sizes) {
      if (weights.length * least.width * least.height * letter ** 2 > whole.width * whole.height) continue;
      const yard = bestOf(yardsOf(rowings, letter), weights, whole, least);
      if (yard) return yard;
    }
  }
  const even = rowings.map((rows) => ({ letter: last, rows, power: 0 }));
  return bestOf(even, weights, whole) ?? { letter: last, rows: [weights.length], power: 0 };
}

/** Return one box for each weight, in the same order, row by row. */
export function place(weights: number[], whole: Size, { rows, power }: Yard): Box[] {
  const shares = weights.map((weight) => Math.max(weight, 1) ** power);
  const sum = total(shares);
  const boxes: Box[] = [];
  let y = 0;
  for (const count of rows) {
    const row = shares.slice(boxes.length, boxes.length + count);
    const height = (whole.height * total(row)) / sum;
    let x = 0;
    for (const share of row) {
      const width = (whole.width * share) / total(row);
      boxes.push({ x, y, width, height });
      x += width;
    }
    y += height;
  }
  return boxes;
}

function yardsOf(rowings: number[][], letter: number): Yard[] {
  return rowings.flatMap((rows) => POWERS.map((power) => ({ letter, rows, power })));
}

/** Return the yard with room for most sentences, the truest areas and the best shapes; undefined if in all of them a
 * court is too small. */
function bestOf(yards: Yard[], weights: number[], whole: Size, least?: Size): Yard | undefined {
  let best: { yard?: Yard; cost: number } = { cost: Infinity };
  for (const yard of yards) {
    const boxes = place(weights, whole, yard);
    if (least && !fits(boxes, yard.letter, least)) continue;
    const cost = total(boxes.map((box) => oddness(box) + SHORT_OF * lacking(box, yard.letter) ** 2)) + UNTRUE * (1 - yard.power);
    if (cost < best.cost) best = { yard, cost };
  }
  return best.yard;
}

function fits(boxes: Box[], letter: number, least: Size): boolean {
  return boxes.every(({ width, height }) => width >= least.width * letter && height >= least.height * letter);
}

/** Return how many of three sentences of usual length a court has no room for; half a sentence is one of its lines. */
function lacking({ width, height }: Box, letter: number): number {
  const lines = Math.min(2, Math.ceil(USUAL / Math.max(1, width / letter - ASIDE)));
  return 3 - Math.max(0, Math.min(3, (height / letter - HEAD) / (lines * LINE + GAP)));
}

function oddness({ width, height }: Box): number {
  return Math.abs(Math.log(width / height / SHAPE)) ** 2;
}

/** Return the ways to put this many courts into rows of at most MOST_IN_ROW, in order. */
function allRows(count: number): number[][] {
  const ways = count > 0 && count <= MOST_IN_ROW ? [[count]] : [];
  for (let first = 1; first < count && first <= MOST_IN_ROW; first += 1) ways.push(...allRows(count - first).map((rest) => [first, ...rest]));
  return ways;
}

function total(numbers: number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
