/** What the page was served with, in the shapes of the snapshots that follow it. */
export type Choice = "agree" | "pass" | "disagree";

export interface Meeting {
  question: string;
  phase: string;
  phases: { key: string }[];
  acts: string[];
  phase_ends_at: string | null;
  closed_at: string | null;
  cards_per_seat: number | null;
}

export interface Card {
  id: string;
  number: number;
  text: string;
}

export interface Wall {
  proposals: Card[];
}

export interface Counts {
  agree: number;
  disagree: number;
  passes: number;
}

export interface Tally {
  proposals: Record<string, Counts>;
}

/** `waiting`: still on this phone. */
export interface OwnProposal extends Card {
  state: "visible" | "held" | "hidden" | "withdrawn" | "waiting";
  reason: string;
}

export interface Own {
  proposals: OwnProposal[];
  reactions: Record<string, Choice>;
}

export interface Seed {
  meeting: Meeting;
  presence: { seats: number };
  wall: Wall;
  tally: Tally;
  own: Own;
  limits: { suggested: number; most: number };
}

let read: Seed | undefined;

export function seed(): Seed {
  return (read ??= JSON.parse(document.getElementById("seed")?.textContent ?? "{}") as Seed);
}

export function can(meeting: Meeting, act: string): boolean {
  return !meeting.closed_at && meeting.acts.includes(act);
}
