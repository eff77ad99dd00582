/** Reactions: one proposal at a time, then the list of all proposals. */
import { useEffect, useRef, useState } from "preact/hooks";
import { useTopic } from "../lib/hooks";
import { t } from "../lib/i18n";
import type { Card, OwnData } from "../lib/wire";
import { Choices, REACTIONS, type Choice } from "./choices";
import { Copies } from "./copies";
import { myState, react } from "./myState";
import { can, seed } from "./seed";
import { useStore } from "./store";
import { nextCard, othersCards } from "./nextCard";
import { WallList } from "./wall";

const DOUBLE_TAP_MS = 350;

export function React() {
  const isOpen = can(useTopic("meeting", seed().meeting), "react");
  const { proposals } = useTopic("wall", seed().wall);
  const mine = useStore(myState);
  const others = othersCards(proposals, mine.proposals);
  return (
    <>
      {isOpen && <h2>{t("floor.react.title")}</h2>}
      {isOpen && proposals.length === 0 && <p class="quiet">{t("floor.react.empty")}</p>}
      {isOpen && others.length > 0 && <Turn cards={others} mine={mine} />}
      {proposals.length > 0 && <WallList cards={proposals} mine={mine} isOpen={isOpen} />}
    </>
  );
}

function Turn({ cards, mine }: { cards: Card[]; mine: OwnData }) {
  const [past, setPast] = useState<string[]>([]);
  const reading = useRef<string | null>(null); // the card being read stays while the wall changes
  const shownAt = useRef(0);
  const text = useRef<HTMLParagraphElement>(null);
  const card = cards.find(({ id }) => id === reading.current) ?? nextCard(cards, mine.queue, mine.reactions);
  reading.current = card?.id ?? null;
  useEffect(() => {
    if (shownAt.current) text.current?.focus({ preventScroll: true });
    shownAt.current = Date.now();
  }, [card?.id]);

  const choose = (choice: Choice): void => {
    if (!card || Date.now() - shownAt.current < DOUBLE_TAP_MS) return; // a double tap must not answer the next card
    reading.current = null;
    setPast([...past.filter((id) => id !== card.id), card.id]);
    void react(card.id, choice);
  };
  const back = (): void => {
    reading.current = past[past.length - 1] ?? null;
    setPast(past.slice(0, -1));
  };
  const done = cards.filter(({ id }) => mine.reactions[id]).length;
  return (
    <>
      <p class="row row-spread quiet">
        <span>{t("floor.react.progress", { done, count: cards.length })}</span>
        {past.length > 0 && <button type="button" class="button button-plain" onClick={back}>‹ {t("floor.react.back")}</button>}
      </p>
      {card ? (
        <article class="card card-now is-new" key={card.id}>
          <p class="card-foot">{t("floor.react.number", { number: card.number })}</p>
          <p class="card-text" tabIndex={-1} ref={text}><bdi>{card.text}</bdi></p>
          <Copies of={card} />
          <Choices options={REACTIONS} chosen={mine.reactions[card.id]} choose={choose} />
        </article>
      ) : (
        <p class="notice" role="status">{t("floor.react.all_done")}</p>
      )}
      <p class="quiet">{t("floor.react.note")}</p>
    </>
  );
}
