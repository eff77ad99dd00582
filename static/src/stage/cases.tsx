/** The newest cases, each with its state, handler, due date and the residents' rating. */
import { t } from "../lib/i18n";
import { useBoard } from "./redraw";
import type { CaseView } from "../lib/snapshots";
import { NO_CASES } from "./empty";

const MAX_CASES = 5;

export function CasesView() {
  const { cases } = useBoard("cases", NO_CASES);
  if (cases.length === 0) return <p class="stage-hint">{t("stage.cases.empty")}</p>;
  return <ol class="ground">{cases.slice(-MAX_CASES).reverse().map((found) => <Row key={found.id} found={found} />)}</ol>;
}

function Row({ found }: { found: CaseView }) {
  return (
    <li>
      <div class="ground-head">
        <span class={`badge ${found.is_resolved ? "badge-good" : ""}`}>{t(`domain.case.${found.state}`)}</span>
        <p class="ground-text"><bdi>{found.title}</bdi></p>
      </div>
      <p class="case-facts">
        {found.handler && <span>{t("stage.cases.handler", { name: found.handler })}</span>}
        {found.due_on && <span>{t("stage.cases.due", { date: found.due_on })}</span>}
        {found.stars !== null && <span>{t("stage.cases.stars", { stars: found.stars, count: found.ratings })}</span>}
      </p>
    </li>
  );
}
