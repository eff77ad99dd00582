/** The themes: the courtyard with its headline; a court opens to the theme's quotes. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../lib/i18n";
import { useBoard } from "./redraw";
import { Sayings } from "./sayings";
import { useGround } from "./commonGround";
import { Courtyard } from "./courtyard";
import { NO_THEMES, NO_WALL, type Theme } from "./empty";
import { Legend } from "./mark";
import { marksOf, sentencesOf } from "./sentences";

const MAX_COURTS = 12;

export function ThemesView({ theme = "" }: { theme?: string }) {
  const { themes } = useBoard("themes", NO_THEMES);
  const { proposals } = useBoard("wall", NO_WALL);
  const ground = useGround();
  const [open, setOpen] = useState(theme);
  useEffect(() => setOpen(theme), [theme]); // the desk's choice overrides a tap
  if (themes.length === 0) return <p class="stage-hint">{t("stage.themes.empty")}</p>;
  const chosen = themes.find(({ key }) => key === open);
  if (chosen) return <Sayings key={chosen.key} theme={chosen} onClose={() => setOpen("")} />;
  const cards = new Map(proposals.map((card) => [card.id, card]));
  const ranks = new Map((ground.proposals ?? []).map(({ proposal }, rank) => [proposal, rank]));
  const marks = marksOf(ground);
  const shown = largest(themes);
  const courts = shown.map((one) => ({ theme: one, sentences: sentencesOf(one, cards, marks, ranks) }));
  return (
    <div class="yards">
      <Headline themes={themes} hasMarks={marks.size > 0} />
      <Courtyard courts={courts} onOpen={setOpen} />
      {shown.length < themes.length && <p class="stage-more">{t("stage.themes.more", { count: themes.length - shown.length })}</p>}
    </div>
  );
}

/** Return the themes with the most cards, in the order of the board. */
function largest(themes: Theme[]): Theme[] {
  const bySize = [...themes].sort((one, other) => other.members.length - one.members.length);
  const shown = new Set(bySize.slice(0, MAX_COURTS));
  return themes.filter((theme) => shown.has(theme));
}

/** What to take away; while the machine has named themes, the question what they are called, with names to call out. */
function Headline({ themes, hasMarks }: { themes: Theme[]; hasMarks: boolean }) {
  const board = useBoard("themes", null);
  const isUnnamed = board?.case === "one" && themes.some(({ named_by, is_confirmed }) => named_by !== "people" && !is_confirmed);
  const cards = themes.reduce((sum, { members }) => sum + members.length, 0);
  const doubtful = board?.sorting.doubtful ?? 0;
  const names = isUnnamed ? board.suggested_names : [];
  return (
    <header class="yard-top">
      <div class="yard-head">
        <h2 class="yard-title">{isUnnamed ? t("stage.themes.naming") : t("stage.themes.courts", { cards, count: themes.length })}</h2>
        {doubtful > 0 && <p class="yard-left" role="status">{t("stage.themes.left", { count: doubtful })}</p>}
      </div>
      <div class="yard-line">
        {names.length > 0 && <ul class="yard-names" aria-label={t("stage.themes.names")}>{names.map((name) => <li key={name}><bdi>{name}</bdi></li>)}</ul>}
        {hasMarks && <Legend />}
      </div>
    </header>
  );
}
