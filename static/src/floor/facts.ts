/** Types of the data served with the page (`#seed`), the same as those of the snapshots that update it. */
import type { Lacks } from "../lib/heads";

export type Choice = "agree" | "pass" | "disagree";
export type Vote = "yes" | "abstain" | "no";

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
  /** The duplicates in the merge group of this original. */
  copies?: Card[];
}

/** The author of `proposal` is asked whether it is a duplicate of `original`. */
export interface Asked {
  proposal: string;
  original: string;
}

export interface Wall {
  proposals: Card[];
  asked: Asked[];
}

export interface Counts {
  agree: number;
  disagree: number;
  passes: number;
}

export interface Tally {
  proposals: Record<string, Counts>;
  is_hidden?: boolean;
}

/** The resident's own position among the groups, sent to nobody else. `apart`: where their group opposes another. */
export interface Stand {
  is_hidden: boolean;
  reason: string;
  group: string | null;
  alike: { group: string; people: number; same: number; answers: number }[];
  with_all: string[];
  apart: string[];
  misses: { proposal: string; lacks: Lacks }[];
}

export interface Themes {
  themes: { key: string; label: string; members: string[] }[];
}

export interface OwnProposal extends Card {
  /** `waiting`: kept in this phone's outbox, not yet acknowledged. */
  state: "visible" | "held" | "hidden" | "withdrawn" | "waiting";
  reason: string;
  home?: { key: string; theme: string; moved_at: string } | null;
}

export interface Poll {
  id: string;
  meeting: string;
  question: string;
  subject: string | null;
  rule: string;
  is_secret: boolean;
  is_open: boolean;
  cast: number;
  tally: { yes: number; no: number; abstain: number } | null;
  outcome: { is_carried?: boolean } | null;
  in_words: Record<string, string>;
}

export interface Resolution {
  id: string;
  number: string | null;
  title: string;
  text: string;
  state: "draft" | "voting" | "carried" | "rejected" | "adopted";
  reservations: string[];
}

export interface Case {
  id: string;
  resolution: string;
  state: string;
  handler: string;
  due_on: string | null;
  evidence: string;
  moves: { number: number; to_state: string; note: string }[];
  ratings: number;
  stars: number | null;
  is_ratable: boolean;
}

export interface Concession {
  id: string;
  stake: string | null;
  wanted: string;
  condition: string;
  gives: string;
  state: "offered" | "taken";
}

/** `code` comes with the receipt. `choice` of a secret ballot is known only to the page that has just cast it. */
export interface OwnBallot {
  choice: Vote | null;
  code?: string;
}

export interface Rating {
  stars: number;
  is_resolved: boolean;
}

/** `queue`: the proposals dealt to this seat, in card order; `counts`: those that this seat may see. */
export interface Own {
  proposals: OwnProposal[];
  queue: string[];
  counts: Record<string, Counts>;
  stand: Stand | null;
  reactions: Record<string, Choice>;
  ballots: Record<string, OwnBallot>;
  ratings: Record<string, Rating>;
  concessions: string[];
}

export interface Seed {
  meeting: Meeting;
  presence: { seats: number };
  here: { count: number };
  wall: Wall;
  concessions: { concessions: Concession[] };
  polls: { polls: Poll[] };
  resolution: { resolutions: Resolution[] };
  cases: { cases: Case[] };
  own: Own;
  limits: { suggested: number; most: number };
}

let read: Seed | undefined;

export function seed(): Seed {
  return (read ??= JSON.parse(document.getElementById("seed")?.textContent ?? "{}") as Seed);
}

/** Return every card of a wall, the duplicates under their originals included. */
export function everyCard(wall: Wall): Card[] {
  return wall.proposals.flatMap((card) => [card, ...(card.copies ?? [])]);
}

export function can(meeting: Meeting, act: string): boolean {
  return !meeting.closed_at && meeting.acts.includes(act);
}
