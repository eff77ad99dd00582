/** Concessions: the form to offer one, and the list of everyone's offers. */
import { enhance } from "../lib/form";
import { useTopic } from "../lib/hooks";
import { t } from "../lib/i18n";
import { seed, type Concession } from "./facts";
import { addConcession, myState, takeBack } from "./myState";
import { announce } from "./announce";
import { useStore } from "./store";

export function bringConcedeToLife(section: HTMLElement): void {
  const form = section.querySelector<HTMLFormElement>("form");
  if (!form) return;
  enhance(form, {
    event: "concession:offer",
    payload: (fields) => ({ wanted: fields.get("wanted"), condition: fields.get("condition"), gives: fields.get("gives") }),
    stored: () => announce(section, ""),
    done: (receipt) => {
      addConcession((receipt as { data: { concession: string } }).data.concession);
      announce(section, t("floor.concede.done"));
    },
  });
}

export function Concessions() {
  const { concessions } = useTopic("concessions", seed().concessions);
  const mine = useStore(myState).concessions;
  if (concessions.length === 0) return null;
  return (
    <>
      <h2>{t("floor.concede.list", { count: concessions.length })}</h2>
      {concessions.map((card) => <Offer key={card.id} card={card} isMine={mine.includes(card.id)} />)}
    </>
  );
}

function Offer({ card, isMine }: { card: Concession; isMine: boolean }) {
  return (
    <article class="card">
      {card.stake && <p class="card-foot"><bdi>{card.stake}</bdi></p>}
      <p class="card-text"><bdi>{t("floor.concede.card", { condition: card.condition, gives: card.gives })}</bdi></p>
      {card.wanted && <p><bdi>{t("floor.concede.card_wanted", { wanted: card.wanted })}</bdi></p>}
      <p><span class={card.state === "taken" ? "badge badge-good" : "badge"}>{t(`domain.concession.${card.state}`)}</span></p>
      {isMine && card.state === "offered" && (
        <details class="confirm">
          <summary class="button button-plain">{t("floor.concede.withdraw")}</summary>
          <div class="confirm-body stack-tight">
            <p>{t("floor.concede.withdraw_sure")}</p>
            <button type="button" class="button button-grave" onClick={() => void takeBack(card.id)}>{t("ui.confirm")}</button>
          </div>
        </details>
      )}
    </article>
  );
}
