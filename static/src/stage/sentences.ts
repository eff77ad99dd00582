/** Chooses the sentences that stand for a theme, each with its mark. */
import type { Card, ProposalResult } from "../lib/wire";
import type { ShownGround } from "./commonGround";

/** "all": every group accepts it; "one": one group is missing; "open": not yet. */
export type Standing = "all" | "one" | "open";

export interface Sentence {
  id: string;
  text: string;
  mark: Standing | null;
}

interface Lying {
  members: string[];
  representative: string;
}

const ORDER: readonly (Standing | null)[] = ["all", "one", "open", null];
export const SENTENCES = 3;

/** Return the mark of a proposal; the gate of common ground decides. The twin of `mark_of`. */
export function markOf({ standing, lacks }: Pick<ProposalResult, "standing" | "lacks">): Standing {
  if (standing === "greatest" || standing === "common-ground") return "all";
  return lacks && lacks.blockers.length === 1 && !lacks.voters && !lacks.is_held ? "one" : "open";
}

/** Return the mark of every proposal: as the room is told, or from the results, of which the desk sees all. */
export function marksOf({ marks, proposals = [] }: ShownGround): Map<string, Standing> {
  const own = proposals.map((result) => [result.proposal, markOf(result)] as const);
  return new Map([...own, ...(Object.entries(marks ?? {}) as [string, Standing][])]);
}

/** Return three sentences of a theme: the best of each mark, then the next best; among equals the representative first.
 *
 * `ranks`: the place of a proposal among the results, 0 for the best. */
export function sentencesOf(theme: Lying, cards: Map<string, Card>, marks: Map<string, Standing>, ranks: Map<string, number>): Sentence[] {
  const place = (id: string): number => ORDER.indexOf(marks.get(id) ?? null) * 1e6 + (ranks.get(id) ?? 1e5 + (id === theme.representative ? 0 : 1));
  const sentences = [...theme.members]
    .sort((one, other) => place(one) - place(other))
    .flatMap((id) => {
      const card = cards.get(id);
      return card ? [{ id, text: card.text, mark: marks.get(id) ?? null }] : [];
    });
  const best = ORDER.flatMap((mark) => sentences.filter((one) => one.mark === mark).slice(0, 1));
  const chosen = new Set([...best, ...sentences.filter((one) => !best.includes(one))].slice(0, SENTENCES));
  return sentences.filter((one) => chosen.has(one));
}
