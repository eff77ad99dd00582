/** The greatest common divisor of each theme: what of it every group can accept, or what to talk about next. */
import { groupName } from "../lib/groups";
import { t } from "../lib/i18n";
import { Basis, Hidden } from "./ground";
import { useBoard } from "./redraw";
import { NO_THEMES, NO_WALL, type ThemeSheet, type Wall } from "./shapes";
import { NO_GROUND, percent, range, type GroundSheet, type ThemeSupport } from "./sheet";

const MOST_ROWS = 5;

export function DivisorsView() {
  const ground = useBoard<GroundSheet>("ground", NO_GROUND);
  const { themes } = useBoard<ThemeSheet>("themes", NO_THEMES);
  const { proposals } = useBoard<Wall>("wall", NO_WALL);
  if (ground.is_hidden) return <Hidden />;
  const texts = new Map(proposals.map((card) => [card.id, card.text]));
  const labels = new Map(themes.map((theme) => [theme.key, theme]));
  const rows = (ground.themes ?? []).filter((row) => labels.has(row.theme)).slice(0, MOST_ROWS);
  if (rows.length === 0) return <p class="stage-hint">{t("stage.divisor.empty")}</p>;
  return (
    <>
      <Basis ground={ground} />
      <ol class="ground">
        {rows.map((row) => {
          const theme = labels.get(row.theme);
          const text = texts.get(row.core[0] ?? row.nearest ?? "");
          return <Divisor key={row.theme} row={row} label={theme?.label ?? ""} colour={theme?.colour} text={text} />;
        })}
      </ol>
    </>
  );
}

function Divisor({ row, label, colour, text }: { row: ThemeSupport; label: string; colour?: number; text?: string }) {
  const isFound = row.divisor !== null;
  return (
    <li>
      <div class="ground-head">
        <bdi class="divisor-label" data-colour={colour}>{label}</bdi>
        {isFound ? (
          <p class="divisor-figure">
            {t("stage.divisor.figure")} <b class="figure-number">{percent(row.divisor ?? 0)}</b>{" "}
            <span class="figure-sure">{t("stage.figure.sure", { range: range([row.low, row.high]) })}</span>
          </p>
        ) : (
          <span class="badge badge-wait">{t("stage.divisor.none")}</span>
        )}
      </div>
      {text && <p class="divisor-text">{t(isFound ? "stage.divisor.core" : "stage.divisor.nearest")}<bdi>{text}</bdi></p>}
      {!isFound && row.blocking && <p class="ground-plain">{t("stage.divisor.blocking", { group: groupName(row.blocking) })}</p>}
      {row.core.length > 1 && <p class="stage-more">{t("stage.divisor.more", { count: row.core.length - 1 })}</p>}
    </li>
  );
}
