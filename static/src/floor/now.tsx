/** The meeting's question and phase, what a resident can do now, the time left, and how many are present. */
import { Countdown } from "../lib/countdown";
import { useTopic } from "../lib/hooks";
import { t } from "../lib/i18n";
import type { FloorMeeting } from "../lib/snapshots";
import { seed } from "./seed";

const MARKS = { done: "✓", current: "●", next: "·" };

export function Now() {
  const meeting = useTopic("meeting", seed().meeting);
  const { seats } = useTopic("presence", seed().presence);
  const { count } = useTopic("here", seed().here);
  const isVoting = useTopic("polls", seed().polls).polls.some((poll) => poll.is_open);
  const doable = meeting.closed_at ? "floor.closed" : isVoting ? "floor.now.voting" : `floor.now.${meeting.phase}`;
  return (
    <>
      <h1 id="now">{meeting.question}</h1>
      <Phases meeting={meeting} />
      <p aria-live="polite">{t(doable)}</p>
      <p class="row quiet">
        {meeting.closed_at ? null : <Countdown deadline={meeting.phase_ends_at} />}
        <span>{t("floor.present", { count })} · {t("ui.seats", { count: seats })}</span>
        <a class="button button-plain" href="stage">{t("floor.board")}</a>
      </p>
    </>
  );
}

function Phases({ meeting }: { meeting: FloorMeeting }) {
  const now = meeting.phases.findIndex(({ key }) => key === meeting.phase);
  return (
    <nav aria-label={t("ui.phases")}>
      <ol class="phases" tabIndex={0}>
        {meeting.phases.map(({ key }, place) => {
          const state = place < now ? "done" : place === now ? "current" : "next";
          return (
            <li class="phase" key={key} data-state={state} aria-current={state === "current" ? "step" : undefined}>
              <span class="phase-mark" aria-hidden="true">{MARKS[state]}</span>
              <span>{t(`domain.phase.${key}`)}</span>
              <span class="visually-hidden">{t(`ui.phase.${state}`)}</span>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
