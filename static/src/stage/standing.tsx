/** The badge of a proposal or theme: its standing and, where every group accepts it, whether that is firm. */
import { t } from "../lib/i18n";

const MOODS: Record<string, string> = {
  greatest: "badge-good",
  "common-ground": "badge-good",
  majority: "",
  open: "badge-wait",
  unheard: "badge-wait",
  nearly: "badge-wait",
};

export function Word({ word, isFirm }: { word: string; isFirm?: boolean }) {
  const isAccepted = word === "greatest" || word === "common-ground";
  return (
    <>
      <span class={`badge ${MOODS[word]}`}>{t(`domain.standing.${word}`)}</span>
      {isAccepted && <span class="ground-firm">{t(isFirm ? "domain.firm.yes" : "domain.firm.no")}</span>}
    </>
  );
}
