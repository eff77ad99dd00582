/** How many proposals wait for residents' taps, while residents sort. */
import { useTopic } from "../lib/hooks";
import { t } from "../lib/i18n";
import { can, seed } from "./seed";

export function Left() {
  const themes = useTopic("themes", null);
  const isOpen = can(useTopic("meeting", seed().meeting), "sort");
  const count = themes ? themes.sorting.doubtful : seed().own.sorting.doubtful;
  return isOpen && count ? <>{t("floor.sort.left", { count })}</> : null;
}
