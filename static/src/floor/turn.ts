/** Whose turn it is on the phone. */
import type { Card, Choice } from "./facts";

/** The cards that are not one's own: nobody is asked about one's own words. */
export function othersCards(cards: Card[], mine: { id: string }[]): Card[] {
  const own = new Set(mine.map(({ id }) => id));
  return cards.filter(({ id }) => !own.has(id));
}

/** The first card dealt that is not answered; without one the oldest. */
export function nextCard(cards: Card[], queue: string[], reactions: Record<string, Choice>): Card | undefined {
  const waiting = cards.filter(({ id }) => !reactions[id]).sort((a, b) => a.number - b.number);
  const dealt = queue.find((id) => waiting.some((card) => card.id === id));
  return dealt === undefined ? waiting[0] : waiting.find(({ id }) => id === dealt);
}

/** How many cards still lie before one. */
export function handLeft(cards: Card[], queue: string[], reactions: Record<string, Choice>): number {
  const shown = new Set(cards.map(({ id }) => id));
  return queue.filter((id) => shown.has(id) && !reactions[id]).length;
}
