/** Asks the author whether their proposal is a duplicate of another one. */
import { useState } from "preact/hooks";
import { useTopic } from "../lib/hooks";
import { t } from "../lib/i18n";
import type { Card } from "../lib/wire";
import { everyCard, seed } from "./seed";
import { answerSame, myState } from "./myState";
import { useStore } from "./store";

export function Same() {
  const wall = useTopic("wall", seed().wall);
  const meeting = useTopic("meeting", seed().meeting);
  const { proposals } = useStore(myState);
  const [answered, setAnswered] = useState<string[]>([]);
  if (meeting.closed_at) return null;
  const cards = new Map(everyCard(wall).map((card) => [card.id, card]));
  const mine = new Set(proposals.map(({ id }) => id));
  const open = wall.asked.filter(({ proposal, original }) => mine.has(proposal) && !answered.includes(proposal + original));
  return (
    <>
      {open.map(({ proposal, original }) => {
        const [card, other] = [cards.get(proposal), cards.get(original)];
        const answer = (isSame: boolean): void => {
          setAnswered((before) => [...before, proposal + original]);
          void answerSame(proposal, original, isSame);
        };
        return card && other && <Question key={proposal + original} mine={card} other={other} answer={answer} />;
      })}
    </>
  );
}

function Question({ mine, other, answer }: { mine: Card; other: Card; answer(isSame: boolean): void }) {
  return (
    <article class="card stack-tight">
      <h3 class="card-title">{t("floor.same.title")}</h3>
      <p class="card-foot">{t("floor.react.number", { number: other.number })}</p>
      <p class="card-text"><bdi>{other.text}</bdi></p>
      <p class="quiet"><bdi>{t("floor.same.mine", { text: mine.text })}</bdi></p>
      <p class="quiet">{t("floor.same.note")}</p>
      <div class="row">
        <button type="button" class="button button-main" onClick={() => answer(true)}>{t("floor.same.yes")}</button>
        <button type="button" class="button" onClick={() => answer(false)}>{t("floor.same.no")}</button>
      </div>
    </article>
  );
}
