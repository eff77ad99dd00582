/** Types of the snapshots, as far as the stage shows them. */
export interface MeetingFacts {
  title: string;
  question: string;
  phase: string;
  phase_ends_at: string | null;
  closed_at: string | null;
  code: string;
  is_joinable: boolean;
  stage_view: string;
}

export interface Presence {
  seats: number;
  guests: number;
}

export interface Card {
  id: string;
  number: number;
  text: string;
  copies?: Card[];
}

export interface Wall {
  proposals: Card[];
}

export interface Counts {
  agree: number;
  disagree: number;
  passes: number;
}

export interface TallySheet {
  proposals: Record<string, Counts>;
  voters: number;
  is_hidden?: boolean;
}

export interface Theme {
  key: string;
  label: string;
  keywords: string[];
  members: string[];
  representative: string;
  colour: number;
  people: number | null;
}

export interface ThemeSheet {
  themes: Theme[];
}

export interface Poll {
  id: string;
  question: string;
  rule: string;
  is_open: boolean;
  cast: number;
  tally: { yes: number; no: number; abstain: number } | null;
  outcome: { is_carried?: boolean } | null;
  in_words: Record<string, string>;
}

export interface PollSheet {
  polls: Poll[];
}

export interface Case {
  id: string;
  title: string;
  state: string;
  handler: string;
  due_on: string | null;
  ratings: number;
  stars: number | null;
  is_resolved: boolean;
}

export interface CaseSheet {
  cases: Case[];
}

export const NO_POLLS: PollSheet = { polls: [] };
export const NO_CASES: CaseSheet = { cases: [] };
export const NO_WALL: Wall = { proposals: [] };
export const NO_TALLY: TallySheet = { proposals: {}, voters: 0 };
export const NO_THEMES: ThemeSheet = { themes: [] };
