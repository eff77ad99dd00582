/** Themes as blocks: the more people stand behind one, the larger it is. */
import { t } from "../lib/i18n";
import { rowsOf, shareOf } from "./blocks";
import { useBoard } from "./redraw";
import { NO_THEMES, NO_WALL, type Theme, type ThemeSheet, type Wall } from "./shapes";

/** More would not hold a label of 40 px. */
const mostBlocks = (): number => (window.innerWidth > 1.5 * window.innerHeight ? 6 : 4);

export function ThemesView() {
  const { themes } = useBoard<ThemeSheet>("themes", NO_THEMES);
  const { proposals } = useBoard<Wall>("wall", NO_WALL);
  if (themes.length === 0) return <p class="stage-hint">{t("stage.themes.empty")}</p>;
  const texts = new Map(proposals.map((card) => [card.id, card.text]));
  const largest = [...themes].sort((one, other) => other.people - one.people || other.members.length - one.members.length);
  const shown = largest.slice(0, mostBlocks());
  const more = themes.length - shown.length;
  return (
    <div class="blocks">
      {rowsOf(shown).map((row) => (
        <ul class="blocks-row" key={row[0]?.key} style={{ flexGrow: 100 * shareOf(row, shown) }}>
          {row.map((theme) => <Block key={theme.key} theme={theme} text={texts.get(theme.representative)} share={shareOf([theme], row)} />)}
        </ul>
      ))}
      {more > 0 && <p class="stage-more">{t("stage.themes.more", { count: more })}</p>}
    </div>
  );
}

function Block({ theme, text, share }: { theme: Theme; text: string | undefined; share: number }) {
  return (
    <li class="block" data-colour={theme.colour} style={{ flexGrow: 100 * share }}>
      <p class="block-label"><bdi>{theme.label}</bdi></p>
      <p class="block-people">{t("stage.themes.people", { count: theme.people })} · {t("stage.themes.cards", { count: theme.members.length })}</p>
      {text && <p class="block-text"><bdi>{text}</bdi></p>}
    </li>
  );
}
