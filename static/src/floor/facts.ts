/** What the page was served with, in the shapes of the snapshots that follow it. */
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
  /** Cards that say the same, folded under this one. */
  copies?: Card[];
}

/** The author of `proposal` is asked whether it says the same as `original`. */
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

/** Where one stands among the groups; nobody else is told. */
export interface Stand {
  is_hidden: boolean;
  reason: string;
  group: string | null;
  alike: { group: string; people: number; same: number; answers: number }[];
  with_all: string[];
  apart: string[];
  misses: { proposal: string; lacks: Lacks }[];
}

/** `waiting`: still on this phone. */
export interface Themes {
  themes: { key: string; label: string; members: string[] }[];
}

export interface OwnProposal extends Card {
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

/** `code` comes with the receipt. The choice of a secret ballot is shown only where it was just tapped. */
export interface OwnBallot {
  choice: Vote | null;
  code?: string;
}

export interface Rating {
  stars: number;
  is_resolved: boolean;
}

/** `queue`: the cards dealt, in their order; `counts`: those that one may see. */
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

/** The cards of a wall with those that are folded under them. */
export function everyCard(wall: Wall): Card[] {
  return wall.proposals.flatMap((card) => [card, ...(card.copies ?? [])]);
}

export function can(meeting: Meeting, act: string): boolean {
  return !meeting.closed_at && meeting.acts.includes(act);
}
