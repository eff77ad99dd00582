/** The data served with the page (`#seed`), in the shapes of the snapshots that update it. */
import type { Card, FloorMeeting, FloorSeed, FloorWall } from "../lib/wire";

let read: FloorSeed | undefined;

export function seed(): FloorSeed {
  return (read ??= JSON.parse(document.getElementById("seed")?.textContent ?? "{}") as FloorSeed);
}

/** Return every card of a wall, the duplicates under their originals included. */
export function everyCard(wall: FloorWall): Card[] {
  return wall.proposals.flatMap((card) => [card, ...(card.copies ?? [])]);
}

export function can(meeting: FloorMeeting, act: string): boolean {
  return !meeting.closed_at && meeting.acts.some((allowed) => allowed === act);
}
