/** How blocks of different weight fill a wall in rows, none so small that it cannot be read from the back. */

interface Weighed {
  people: number;
}

const LEAST_SHARE = 0.22; // of a row or of the wall

/** One row for one or two, else two rows with the heavier blocks above: 3 -> 1+2, 5 -> 2+3. */
export function rowsOf<T extends Weighed>(blocks: T[]): T[][] {
  if (blocks.length <= 2) return blocks.length ? [blocks] : [];
  const above = Math.floor(blocks.length / 2);
  return [blocks.slice(0, above), blocks.slice(above)];
}

/** What some blocks weigh among all, 0..1, never under the least that can be read. */
export function shareOf(some: Weighed[], all: Weighed[]): number {
  const weight = (blocks: Weighed[]): number => blocks.reduce((sum, block) => sum + block.people, 0);
  const whole = weight(all);
  return Math.max(LEAST_SHARE, whole ? weight(some) / whole : some.length / Math.max(1, all.length));
}
