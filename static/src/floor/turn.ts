/** Whose turn it is on the phone. */
import type { Card, Choice, Tally } from "./facts";

/** The unanswered proposal that fewest people have seen, so that none stays unseen; the older of equals. */
export function nextCard(cards: Card[], tally: Tally, reactions: Record<string, Choice>): Card | undefined {
  const waiting = cards.filter(({ id }) => !reactions[id]);
  return waiting.sort((a, b) => seen(tally, a) - seen(tally, b) || a.number - b.number)[0];
}

function seen(tally: Tally, { id }: Card): number {
  const counts = tally.proposals[id];
  return counts ? counts.agree + counts.disagree + counts.passes : 0;
}
