/** All proposals with the resident's own choices; a proposal's counts show only once the resident has answered. */
import { useTopic } from "../lib/hooks";
import { t } from "../lib/i18n";
import { Copies } from "./copies";
import { Choices, REACTIONS } from "./choices";
import type { Card, OwnData, Tally, TopicData } from "../lib/wire";
import { react } from "./myState";

const NO_TALLY: Pick<TopicData["tally"], "proposals"> = { proposals: {} };

export function WallList({ cards, mine, isOpen }: { cards: Card[]; mine: OwnData; isOpen: boolean }) {
  const tally = useTopic("tally", NO_TALLY);
  return (
    <details class="fold">
      <summary>{t("floor.wall.title", { count: cards.length })}</summary>
      <ol class="stack">
        {cards.map((card) => (
          <WallCard key={card.id} card={card} mine={mine} isOpen={isOpen} counts={tally.proposals[card.id] ?? mine.counts[card.id]} />
        ))}
      </ol>
    </details>
  );
}

function WallCard({ card, mine, isOpen, counts }: { card: Card; mine: OwnData; isOpen: boolean; counts: Tally | undefined }) {
  const chosen = mine.reactions[card.id];
  return (
    <li class="card">
      <p class="card-foot">{t("floor.react.number", { number: card.number })}</p>
      <p class="card-text"><bdi>{card.text}</bdi></p>
      <Copies of={card} />
      {isOpen && <Choices options={REACTIONS} chosen={chosen} choose={(choice) => void react(card.id, choice)} />}
      {!isOpen && chosen && <p>{t("floor.react.chosen", { choice: t(`domain.choice.${chosen}`) })}</p>}
      {chosen && counts && <p class="card-foot">{t("floor.react.counts", { ...counts })}</p>}
    </li>
  );
}
