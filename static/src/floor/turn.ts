/** Whose turn it is on the phone. */
import type { Card, Choice } from "./facts";

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
