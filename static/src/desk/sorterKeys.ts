/** The keys of the sorter, and where the arrow keys lead. */

export type Act =
  | "rename" | "merge" | "split" | "confirm" | "first" | "second" | "other" | "add" | "tray" | "pick" | "move"
  | "undo" | "leave" | Step;
export type Step = "up" | "down" | "left" | "right";

interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

const ACTS: Record<string, Act> = {
  r: "rename", m: "merge", s: "split", y: "confirm", "1": "first", "2": "second", "0": "other", a: "add", t: "tray",
  x: "pick", enter: "move", z: "undo", escape: "leave",
  arrowup: "up", arrowdown: "down", arrowleft: "left", arrowright: "right",
};

/** Return what a key asks for; with Ctrl, Alt or the command key a key means what it means to the browser. */
export function actOf(press: Press): Act | undefined {
  return press.ctrlKey || press.metaKey || press.altKey ? undefined : ACTS[press.key.toLowerCase()];
}

/** Return the position after a step in columns of cards; row -1 stands for the head of a column, and columns go round.
 * @param sizes - how many cards each column has. */
export function walk(sizes: number[], at: { column: number; row: number }, step: Step): { column: number; row: number } {
  const along = { left: -1, right: 1, up: 0, down: 0 }[step];
  const column = (at.column + along + sizes.length) % sizes.length;
  const wanted = at.row + { left: 0, right: 0, up: -1, down: 1 }[step];
  return { column, row: Math.min(Math.max(wanted, -1), (sizes[column] ?? 0) - 1) };
}

/** Return the card to go to when one leaves a list: the next one, else the one before. */
export function afterLeaving<Card>(cards: Card[], leaving: Card): Card | undefined {
  const at = cards.indexOf(leaving);
  return cards[at + 1] ?? cards[at - 1];
}
