/** The live parts of the section on the meeting: the time left, and how many people are here. */
import { Countdown } from "../lib/countdown";
import { useTopic } from "../lib/hooks";
import { t } from "../lib/i18n";
import { seed } from "./seed";

export function Clock() {
  const { closed_at, phase_ends_at } = useTopic("meeting", seed().meeting);
  return closed_at ? null : <Countdown deadline={phase_ends_at} />;
}

export function Present() {
  const { seats } = useTopic("presence", seed().presence);
  const { count } = useTopic("here", seed().here);
  return <>{t("floor.present", { count })} · {t("ui.seats", { count: seats })}</>;
}
