/** Chooses the proposal that the phone asks about next. */
import type { Card } from "../lib/wire";
import type { Choice } from "./choices";

/** Return the cards of other authors: residents are not asked about their own proposals. */
export function othersCards(cards: Card[], mine: { id: string }[]): Card[] {
  const own = new Set(mine.map(({ id }) => id));
  return cards.filter(({ id }) => !own.has(id));
}

/** Return the first unanswered card in card order, else the oldest unanswered one; undefined if all are answered. */
export function nextCard(cards: Card[], queue: string[], reactions: Record<string, Choice>): Card | undefined {
  const waiting = cards.filter(({ id }) => !reactions[id]).sort((a, b) => a.number - b.number);
  const dealt = queue.find((id) => waiting.some((card) => card.id === id));
  return dealt === undefined ? waiting[0] : waiting.find(({ id }) => id === dealt);
}

/** Count the dealt cards on the wall that are not answered. */
export function cardsLeft(cards: Card[], queue: string[], reactions: Record<string, Choice>): number {
  const shown = new Set(cards.map(({ id }) => id));
  return queue.filter((id) => shown.has(id) && !reactions[id]).length;
}
