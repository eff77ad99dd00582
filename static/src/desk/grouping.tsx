/** The progress of a long grouping run, and the button that stops it. */
import { t } from "../lib/i18n";
import { useTopic } from "../lib/hooks";
import { newKey } from "../lib/keys";

export function Grouping({ stop }: { stop: string }) {
  const run = useTopic("grouping", null);
  if (!run) return null;
  const token = document.querySelector<HTMLInputElement>('input[name="csrf"]')?.value ?? "";
  return (
    <form class="grouping" method="post" action={stop}>
      <input type="hidden" name="csrf" value={token} />
      <input type="hidden" name="key" value={newKey()} />
      <label class="small" for="grouping-bar">{t("desk.themes.grouping", { count: run.proposals })} {run.percent}%</label>
      <progress id="grouping-bar" max={100} value={run.percent} />
      <button class="button button-plain">{t("desk.themes.stop")}</button>
    </form>
  );
}
