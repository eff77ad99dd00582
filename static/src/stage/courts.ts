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
const WIDE: Size = { width: 10, height: 7.6 }; // in letters: a name and three sentences
const LEAST: Size = { width: 8, height: 5 }; // in letters: a name and one sentence of two lines
const TIGHT: Size = { width: 8, height: 3.75 }; // in letters: a name and one sentence of one line
const NAMED: Size = { width: 8, height: 2.4 }; // in letters: a name
const POWERS = [1, 0.75, 0.5, 0.25, 0];

/** Return how courts of these weights lie best in a place: large letters first, then true areas.
 *
 * `letters`: sizes to choose from, in px, the largest first. `before` is taken again while it fits, so that nothing
 * jumps when a card comes. */
export function chooseYard(weights: number[], whole: Size, letters: number[], before?: Yard): Yard {
  if (before && total(before.rows) === weights.length && letters.includes(before.letter)) {
    if (fits(place(weights, whole, before), before.letter, TIGHT)) return before;
  }
  const rowings = allRows(weights.length);
  const last = letters[letters.length - 1] ?? 16;
  for (const [least, sizes] of [[WIDE, letters], [LEAST, letters], [TIGHT, [last]], [NAMED, [last]]] as const) {
    for (const letter of sizes) {
      for (const power of POWERS.slice(0, least === WIDE ? 3 : POWERS.length)) {
        const rows = bestRows(rowings, (rows) => place(weights, whole, { letter, rows, power }), letter, least);
        if (rows) return { letter, rows, power };
      }
    }
  }
  const even = { letter: last, power: 0 };
  const rows = bestRows(rowings, (rows) => place(weights, whole, { ...even, rows }), last) ?? [weights.length];
  return { ...even, rows };
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

/** Return the rows whose courts have the best shapes; undefined if in all of them a court is too small. */
function bestRows(rowings: number[][], lay: (rows: number[]) => Box[], letter: number, least?: Size): number[] | undefined {
  const costs = rowings.map((rows) => {
    const boxes = lay(rows);
    return { rows, cost: least && !fits(boxes, letter, least) ? Infinity : total(boxes.map(oddness)) };
  });
  const best = costs.reduce((one, other) => (other.cost < one.cost ? other : one), { rows: [] as number[], cost: Infinity });
  return best.rows.length ? best.rows : undefined;
}

function fits(boxes: Box[], letter: number, least: Size): boolean {
  return boxes.every(({ width, height }) => width >= least.width * letter && height >= least.height * letter);
}

function oddness({ width, height }: Box): number {
  return Math.abs(Math.log(width / height / SHAPE)) ** 2;
}

/** Return all ways to put this many courts into rows, in order. */
function allRows(count: number): number[][] {
  if (count === 0) return [];
  const ways = [[count]];
  for (let first = 1; first < count; first += 1) ways.push(...allRows(count - first).map((rest) => [first, ...rest]));
  return ways;
}

function total(numbers: number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
