/** The newest cases, each with its state, handler, due date and the residents' rating. */
import { t } from "../lib/i18n";
import { useBoard } from "./redraw";
import type { CaseView } from "../lib/wire";
import { NO_CASES } from "./empty";

const MAX_CASES = 5;

export function CasesView() {
  const { cases } = useBoard("cases", NO_CASES);
  if (cases.length === 0) return <p class="stage-hint">{t("stage.cases.empty")}</p>;
  return <ol class="ground">{cases.slice(-MAX_CASES).reverse().map((item) => <Row key={item.id} item={item} />)}</ol>;
}

function Row({ item }: { item: CaseView }) {
  return (
    <li>
      <div class="ground-head">
        <span class={`badge ${item.is_resolved ? "badge-good" : ""}`}>{t(`domain.case.${item.state}`)}</span>
        <p class="ground-text"><bdi>{item.title}</bdi></p>
      </div>
      <p class="case-facts">
        {item.handler && <span>{t("stage.cases.handler", { name: item.handler })}</span>}
        {item.due_on && <span>{t("stage.cases.due", { date: item.due_on })}</span>}
        {item.stars !== null && <span>{t("stage.cases.stars", { stars: item.stars, count: item.ratings })}</span>}
      </p>
    </li>
  );
}
