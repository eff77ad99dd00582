/** Chooses the sentences that stand for a theme, each with its mark. */
import type { Card, ProposalResult } from "../lib/snapshots";

/** "all": every group accepts it; "one": one group is missing; "open": not yet. */
export type Standing = "all" | "one" | "open";

export interface Sentence {
  id: string;
  text: string;
  mark: Standing | null;
}

const ORDER: readonly (Standing | null)[] = ["all", "one", "open", null];
export const SENTENCES = 3;

/** Return the mark of a proposal: the gate of common ground decides, here as in every other view. */
export function markOf({ standing, lacks }: Pick<ProposalResult, "standing" | "lacks">): Standing {
  if (standing === "greatest" || standing === "common-ground") return "all";
  return lacks && lacks.blockers.length === 1 && !lacks.voters && !lacks.is_held ? "one" : "open";
}

/** Return three sentences of a theme: the best of each mark, then the next best, the representative first among equals.
 *
 * `results`: the results of the proposals, best first. */
export function sentencesOf(theme: { members: string[]; representative: string }, cards: Map<string, Card>, results: ProposalResult[]): Sentence[] {
  const ranks = new Map(results.map((result, rank) => [result.proposal, { mark: markOf(result), rank }]));
  const rankOf = (id: string): number => ranks.get(id)?.rank ?? results.length + (id === theme.representative ? 0 : 1);
  const sentences = [...theme.members]
    .sort((one, other) => rankOf(one) - rankOf(other))
    .flatMap((id) => {
      const card = cards.get(id);
      return card ? [{ id, text: card.text, mark: ranks.get(id)?.mark ?? null }] : [];
    });
  const best = ORDER.flatMap((mark) => sentences.filter((one) => one.mark === mark).slice(0, 1));
  const chosen = new Set([...best, ...sentences.filter((one) => !best.includes(one))].slice(0, SENTENCES));
  return sentences.filter((one) => chosen.has(one)).sort((one, other) => ORDER.indexOf(one.mark) - ORDER.indexOf(other.mark));
}
