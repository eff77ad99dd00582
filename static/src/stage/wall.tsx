/** The wall: the newest proposals first, each with its counts. */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../lib/i18n";
import { useBoard } from "./redraw";
import { Split } from "./split";
import type { Card, Tally } from "../lib/wire";
import { NO_TALLY, NO_WALL } from "./empty";

const MAX_CARDS = 24; // more than any projector holds
const NEW_MS = 6_000;

export function WallView({ question }: { question: string }) {
  const { proposals } = useBoard("wall", NO_WALL);
  const tally = useBoard("tally", NO_TALLY);
  const fresh = useFresh(proposals);
  const newest = proposals.slice(-MAX_CARDS).reverse();
  return (
    <>
      <p class="stage-question">{question}</p>
      {newest.length === 0 && <p class="stage-hint">{t("stage.wall.empty")}</p>}
      <ol class="wall">
        {newest.map((card) => <WallCard key={card.id} card={card} isNew={fresh.has(card.id)} counts={tally.proposals[card.id]} />)}
      </ol>
    </>
  );
}

/** Return the ids of the cards that the last update added, for NEW_MS; the first cards on the wall do not count. */
export function useFresh(proposals: { id: string }[]): Set<string> {
  const known = useRef<Set<string> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [fresh, setFresh] = useState<Set<string>>(new Set());
  useEffect(() => {
    const before = known.current;
    known.current = new Set(proposals.map((card) => card.id));
    const came = before && before.size ? proposals.filter((card) => !before.has(card.id)) : [];
    if (came.length === 0) return;
    setFresh(new Set(came.map((card) => card.id)));
    clearTimeout(timer.current); // an update without new cards leaves the running timer alone
    timer.current = setTimeout(() => setFresh(new Set()), NEW_MS);
  }, [proposals]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return fresh;
}

function WallCard({ card, isNew, counts }: { card: Card; isNew: boolean; counts: Tally | undefined }) {
  return (
    <li class={isNew ? "wall-card is-new" : "wall-card"}>
      <p class="wall-text"><bdi>{card.text}</bdi></p>
      {card.copies && <p class="wall-copies">{t("stage.wall.copies", { count: card.copies.length })}</p>}
      {counts && <Split counts={counts} />}
    </li>
  );
}
