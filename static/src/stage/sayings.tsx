/** The quotes of one theme, newest first; new quotes appear without a tap. */
import { useEffect, useState } from "preact/hooks";
import { getJson } from "../lib/http";
import { t } from "../lib/i18n";
import type { Quote, ThemeSayings } from "../lib/wire";
import type { Theme } from "./empty";
import { useFresh } from "./wall";

export function Sayings({ theme, onClose }: { theme: Theme; onClose: () => void }) {
  const sayings = useSayings(theme);
  const fresh = useFresh(sayings);
  return (
    <section class="words" data-colour={theme.colour} aria-label={theme.label} onKeyDown={(event) => void (event.key === "Escape" && onClose())}>
      <div class="words-head">
        <h2 class="stage-question"><bdi>{theme.label}</bdi></h2>
        <button class="button" type="button" autofocus onClick={onClose}>{t("stage.themes.back")}</button>
      </div>
      <p class="words-count">{peopleOf(theme)}{t("stage.themes.cards", { count: theme.members.length })}</p>
      <ol class="wall">
        {sayings.map(({ id, text, why }) => (
          <li class={fresh.has(id) ? "wall-card is-new" : "wall-card"} key={id}>
            <p class="wall-text"><bdi>{text}</bdi></p>
            {why.length > 0 && <p class="wall-foot"><bdi>{t("stage.themes.why", { words: why.join(" · ") })}</bdi></p>}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Return the quotes of a theme, fetched again whenever its proposals change. */
function useSayings({ key, members }: Theme): Quote[] {
  const [sayings, setSayings] = useState<Quote[]>([]);
  useEffect(() => {
    const asked = new AbortController();
    void getJson<ThemeSayings>(`${location.pathname}/themes/${key}`, asked.signal)
      .then((answer) => answer && setSayings(answer.sayings)); // after a failure, the next change asks again
    return () => asked.abort();
  }, [key, members.join()]);
  return sayings;
}

/** Say how many people stand behind a theme; empty for nobody and while the number is withheld. */
export function peopleOf({ people }: Theme): string {
  return people ? `${t("stage.themes.people", { count: people })} · ` : "";
}
