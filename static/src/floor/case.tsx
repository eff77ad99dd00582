/** The case that carries out a resolution: its state, its progress, and the form to rate it. */
import { t } from "../lib/i18n";
import type { Case, Rating } from "./facts";
import { myState, rate } from "./myState";
import { useStore } from "./store";

export function CaseBlock({ item }: { item: Case }) {
  const rating = useStore(myState).ratings[item.id];
  return (
    <section class="panel stack-tight" aria-labelledby={`case-${item.id}`}>
      <h4 id={`case-${item.id}`}>{t("floor.case.title")}</h4>
      <p><span class={item.state === "closed" ? "badge badge-good" : "badge"}>{t(`domain.case.${item.state}`)}</span></p>
      {item.handler && <p>{t("floor.case.handler", { handler: item.handler })}</p>}
      {item.due_on && <p>{t("floor.case.due", { date: item.due_on })}</p>}
      {item.evidence && <p><strong>{t("floor.case.evidence")}</strong><br /><bdi>{item.evidence}</bdi></p>}
      {item.moves.length > 0 && (
        <details class="fold">
          <summary>{t("floor.case.progress")}</summary>
          <ol>{item.moves.map(({ number, to_state, note }) => <li key={number}>{t(`domain.case.${to_state}`)}{note && <><br /><bdi>{note}</bdi></>}</li>)}</ol>
        </details>
      )}
      {item.stars !== null && <p>{t("floor.case.mean", { count: item.ratings, stars: item.stars })}</p>}
      {item.is_ratable && <RatingForm id={item.id} rating={rating} />}
    </section>
  );
}

function RatingForm({ id, rating }: { id: string; rating: Rating | undefined }) {
  const send = (event: Event): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    const [stars, note] = [Number(fields.get("stars")), String(fields.get("note") ?? "")];
    void rate({ case: id, stars, note, is_resolved: fields.get("is_resolved") === "true" });
  };
  return (
    <form class="stack-tight" onSubmit={send}>
      <p class="card-title">{t("floor.case.rate")}</p>
      {rating && <p class="quiet" role="status">{t("floor.case.rated", { stars: rating.stars })}</p>}
      <Options name="stars" label="floor.case.stars" prefix="floor.case.star." keys={["5", "4", "3", "2", "1"]} chosen={rating && String(rating.stars)} />
      <Options name="is_resolved" label="floor.case.is_resolved" prefix="floor.case.resolved." keys={["true", "false"]} chosen={rating && String(rating.is_resolved)} />
      <label class="field-label" for={`note-${id}`}>{t("floor.case.note")}</label>
      <textarea class="input" id={`note-${id}`} name="note" rows={2} maxLength={500} />
      <button class="button button-main button-wide">{t("floor.case.send")}</button>
    </form>
  );
}

function Options({ name, label, prefix, keys, chosen }: { name: string; label: string; prefix: string; keys: string[]; chosen: string | undefined }) {
  return (
    <fieldset class="field">
      <legend class="field-label">{t(label)}</legend>
      {keys.map((key) => (
        <label class="option" key={key}>
          <input type="radio" name={name} value={key} required defaultChecked={key === chosen} /> <span>{t(prefix + key)}</span>
        </label>
      ))}
    </fieldset>
  );
}
