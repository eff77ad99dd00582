/** The greatest common divisor of each theme; without one, the nearest proposal and its shortfall. */
import type { ComponentChild } from "preact";
import { groupName } from "../lib/groups";
import { heads, lackWords } from "../lib/heads";
import { t } from "../lib/i18n";
import { Basis, Hidden } from "./ground";
import { useBoard } from "./redraw";
import { NO_THEMES, NO_WALL } from "./empty";
import type { ProposalResult, ThemeResult } from "../lib/wire";
import { hasGroups, useGround } from "./commonGround";
import { Word } from "./standing";

const MAX_ROWS = 5;

export function DivisorsView() {
  const ground = useGround();
  const { themes } = useBoard("themes", NO_THEMES);
  const { proposals } = useBoard("wall", NO_WALL);
  if (ground.is_hidden) return <Hidden />;
  const texts = new Map(proposals.map((card) => [card.id, card.text]));
  const supports = new Map((ground.proposals ?? []).map((row) => [row.proposal, row]));
  const labels = new Map(themes.map((theme) => [theme.key, theme]));
  const rows = (ground.themes ?? []).filter((row) => labels.has(row.theme)).slice(0, MAX_ROWS);
  if (rows.length === 0) return <p class="stage-hint">{t("stage.divisor.empty")}</p>;
  return (
    <>
      <Basis ground={ground} />
      <ol class="ground">
        {rows.map((row) => {
          const theme = labels.get(row.theme);
          const named = row.greatest ?? row.nearest ?? "";
          const label = <bdi class="divisor-label" data-colour={theme?.colour}>{theme?.label ?? ""}</bdi>;
          return <Divisor key={row.theme} row={row} label={label} text={texts.get(named)} support={supports.get(named)} isSplit={hasGroups(ground)} />;
        })}
      </ol>
    </>
  );
}

interface DivisorProps {
  row: ThemeResult;
  label: ComponentChild;
  text: string | undefined;
  support: ProposalResult | undefined;
  isSplit: boolean;
}

export function Divisor({ row, label, text, support, isSplit }: DivisorProps) {
  const word = row.greatest ? "greatest" : row.nearest ? "nearly" : "unheard";
  return (
    <li>
      <div class="ground-head">
        {label}
        <Word word={word} isFirm={support?.is_firm} />
      </div>
      {text && <p class="divisor-text"><bdi>{text}</bdi></p>}
      <p class="ground-heads">
        {support && <>{t("stage.ground.whole")} <b>{heads(support.overall)}</b></>}
        {row.greatest && isSplit && support && <Least support={support} />}
        {lackWords(row.lacks).map((line) => <span class="ground-lack" key={line}><bdi>{line}</bdi></span>)}
      </p>
    </li>
  );
}

/** The least convinced group and its support, which limits what every group can accept. */
function Least({ support }: { support: ProposalResult }) {
  const least = support.least === null ? undefined : support.by_group[support.least];
  if (!least || support.least === null) return null;
  return <span class="ground-lack">{t("stage.ground.plain", { group: groupName(support.least), heads: heads(least) })}</span>;
}
