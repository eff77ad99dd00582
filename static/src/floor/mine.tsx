/** The resident's own proposals, each with its state and theme. */
import { t } from "../lib/i18n";
import type { OwnCard } from "../lib/wire";
import { myState, withdraw } from "./myState";
import { Same } from "./same";
import { useStore } from "./store";

const BADGES: Record<string, string> = { visible: "badge-good", held: "badge-wait", hidden: "badge-grave", withdrawn: "", waiting: "badge-wait" };

export function Mine() {
  const { proposals } = useStore(myState);
  if (proposals.length === 0) return null;
  return (
    <>
      <h2>{t("floor.mine.title")}</h2>
      <Same />
      {proposals.map((card) => <MyCard card={card} key={card.id} />)}
    </>
  );
}

function MyCard({ card }: { card: OwnCard }) {
  const isFirm = card.state === "visible";
  return (
    <article class={isFirm ? "card" : "card card-held"}>
      <p class="card-text"><bdi>{card.text}</bdi></p>
      <p><span class={`badge ${BADGES[card.state] ?? ""}`}>{card.state === "waiting" ? t("floor.mine.waiting") : t(`domain.state.${card.state}`)}</span></p>
      {card.home && (
        <p class="small quiet">
          <bdi>{t("floor.mine.theme", { theme: card.home.theme })}</bdi>
          {card.home.moved_at && ` · ${t("floor.mine.moved", { time: card.home.moved_at })}`}
        </p>
      )}
      {card.reason && <p>{t("floor.mine.reason", { reason: card.reason })}</p>}
      {card.state !== "withdrawn" && card.state !== "waiting" && (
        <details class="confirm">
          <summary class="button button-plain">{t("floor.mine.withdraw")}</summary>
          <div class="confirm-body stack-tight">
            <p>{t("floor.mine.withdraw_sure")}</p>
            <button type="button" class="button button-grave" onClick={() => void withdraw(card.id)}>{t("ui.confirm")}</button>
          </div>
        </details>
      )}
    </article>
  );
}
