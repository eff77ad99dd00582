/** Decides when the section in which residents sort is out of date. */
import type { TopicData } from "../lib/wire";

type Themes = Pick<TopicData["themes"], "case" | "themes" | "doubtful" | "sorting">;

/** What the section asks: `dealt`: the doubtful proposal shown, or ""; `waiting`: own proposals without an answer. */
export interface SortingPage {
  dealt: string;
  waiting: number;
}

/** Return whether a change of the themes changes what the section asks, so that a question being read stays otherwise. */
export function sortingChanged(before: Themes, now: Themes, page: SortingPage): boolean {
  if (chipsOf(before) !== chipsOf(now)) return true;
  if (page.waiting > 0) return before.sorting.asked !== now.sorting.asked;
  const [doubtful, earlier] = [doubtfulOf(now), doubtfulOf(before)];
  if (page.dealt) return doubtful.get(page.dealt) !== earlier.get(page.dealt) || !doubtful.has(page.dealt);
  return (doubtful.size === 0) !== (earlier.size === 0) || [...doubtful.keys()].some((card) => !earlier.has(card));
}

function chipsOf({ case: kind, themes }: Themes): string {
  return [kind, ...themes.map(({ key, label }) => `${key} ${label}`)].join("\n");
}

/** Return {proposal: its two themes} of the proposals that wait for taps. */
function doubtfulOf({ doubtful }: Themes): Map<string, string> {
  return new Map(Object.entries(doubtful).map(([proposal, themes]) => [proposal, themes.join()]));
}
