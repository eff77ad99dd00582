/** What the stage shows of each topic before its first snapshot. */
import type { CasesSnapshot, PollsSnapshot, TallySnapshot, TopicData, WallSnapshot } from "../lib/wire";

export const NO_POLLS: PollsSnapshot = { polls: [] };
export const NO_CASES: CasesSnapshot = { cases: [] };
export const NO_WALL: Pick<WallSnapshot, "proposals"> = { proposals: [] };
export const NO_TALLY: Pick<TallySnapshot, "proposals"> = { proposals: {} };
export const NO_THEMES: Pick<TopicData["themes"], "themes"> = { themes: [] };

export type Theme = TopicData["themes"]["themes"][number];
