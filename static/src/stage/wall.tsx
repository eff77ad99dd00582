/** The wall: the newest proposals first, each with its counts. */
import { t } from "../lib/i18n";
import { useBoard } from "./redraw";
import { Split } from "./split";
import { NO_TALLY, NO_WALL, type Card, type Counts, type TallySheet, type Wall } from "./shapes";

const MOST_CARDS = 24; // more than any projector holds

export function WallView({ question }: { question: string }) {
  const { proposals } = useBoard<Wall>("wall", NO_WALL);
  const tally = useBoard<TallySheet>("tally", NO_TALLY);
  const newest = proposals.slice(-MOST_CARDS).reverse();
  return (
    <>
      <p class="stage-question">{question}</p>
      {newest.length === 0 && <p class="stage-hint">{t("stage.wall.empty")}</p>}
      <ol class="wall">
        {newest.map((card) => <WallCard key={card.id} card={card} counts={tally.proposals[card.id]} />)}
      </ol>
    </>
  );
}

function WallCard({ card, counts }: { card: Card; counts: Counts | undefined }) {
  return (
    <li class="wall-card is-new">
      <p class="wall-text">{card.text}</p>
      {counts && <Split counts={counts} />}
    </li>
  );
}
