/** The frame around the picture: the phase and its time left, how to join, and how many are present. */
import { Countdown } from "../lib/countdown";
import { t } from "../lib/i18n";
import { useBoard } from "./redraw";
import { Seal } from "./seal";

export function Now(first: { phase: string; endsAt: string | null; isClosed: boolean }) {
  const meeting = useBoard("meeting", null);
  const phase = meeting ? meeting.phase : first.phase;
  const isClosed = meeting ? meeting.closed_at !== null : first.isClosed;
  if (isClosed) return <><Seal of="closed" /><span class="stage-phase">{t("stage.closed")}</span></>;
  return (
    <>
      <span class="stage-phase">{t(`domain.phase.${phase}`)}</span>
      <Countdown deadline={meeting ? meeting.phase_ends_at : first.endsAt} />
    </>
  );
}

export function WayIn(first: { code: string; isJoinable: boolean; address: string; isOnlyHere: boolean }) {
  const meeting = useBoard("meeting", null);
  const code = meeting ? meeting.code : first.code;
  if (!(meeting ? meeting.is_joinable : first.isJoinable)) return <p class="strip-address">{t("stage.join_closed")}</p>;
  return (
    <>
      <p class="strip-address">{first.address}</p>
      <span class="join-code" role="img" aria-label={code.split("").join(" ")}>
        {[code.slice(0, 3), code.slice(3, 6), code.slice(6)].map((part, place) => <span key={place}>{part}</span>)}
      </span>
      {first.isOnlyHere && <p class="strip-warning">{t("ui.reach.stage")}</p>}
    </>
  );
}

export function Headcount(first: { here: number; seats: number }) {
  const { seats } = useBoard("presence", first);
  const { count } = useBoard("here", { count: first.here });
  return (
    <>
      <p class="counter">{count}</p>
      <p class="counter-label">{t("ui.headcount")}</p>
      <p class="counter-label quiet">{t("ui.seats", { count: seats })}</p>
    </>
  );
}
