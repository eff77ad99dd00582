/** The time left in a phase, in server time; `role="timer"` keeps screen readers from announcing every second. */
import { asClock } from "./clock";
import { useSecondsLeft } from "./hooks";
import { t } from "./i18n";

const SHORT_S = 60;

export function Countdown({ deadline }: { deadline: string | null }) {
  const seconds = useSecondsLeft(deadline);
  if (seconds === null) return null;
  const css = seconds <= SHORT_S ? "countdown countdown-short" : "countdown";
  return <span class={css} role="timer" aria-label={t("ui.time_left")}>{asClock(seconds)}</span>;
}
