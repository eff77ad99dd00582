/** The map of themes: the more people stand behind one, the larger its field. Each opens to the residents' own words. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../lib/i18n";
import { useBoard } from "./redraw";
import { NO_THEMES, NO_WALL, type Card, type Theme, type ThemeSheet, type Wall } from "./shapes";
import { treemap, type Box } from "./treemap";

/** The least share of the largest field: less would not hold a label of 40 px. */
const LEAST_SHARE = 0.35;
const mostFields = (): number => (window.innerWidth > 1.5 * window.innerHeight ? 6 : 4);

export function ThemesView() {
  const { themes } = useBoard<ThemeSheet>("themes", NO_THEMES);
  const { proposals } = useBoard<Wall>("wall", NO_WALL);
  const [open, setOpen] = useState<string | null>(null);
  if (themes.length === 0) return <p class="stage-hint">{t("stage.themes.empty")}</p>;
  const cards = new Map(proposals.map((card) => [card.id, card]));
  const chosen = themes.find((theme) => theme.key === open);
  if (chosen) return <Words theme={chosen} cards={cards} onClose={() => setOpen(null)} />;
  return <Fields themes={themes} cards={cards} onOpen={setOpen} />;
}

function Fields({ themes, cards, onOpen }: { themes: Theme[]; cards: Map<string, Card>; onOpen: (key: string) => void }) {
  const largest = [...themes].sort((one, other) => other.people - one.people || other.members.length - one.members.length);
  const shown = largest.slice(0, mostFields());
  const more = themes.length - shown.length;
  const [place, whole] = useSize();
  const most = Math.max(1, shown[0]?.people ?? 1);
  const boxes = treemap(shown.map((theme) => Math.max(theme.people, LEAST_SHARE * most)), { x: 0, y: 0, ...whole });
  return (
    <div class="blocks">
      <ul class="map" ref={place}>
        {shown.map((theme, at) => {
          const box = boxes[at];
          return box && <Field key={theme.key} theme={theme} box={box} whole={whole} text={cards.get(theme.representative)?.text} onOpen={onOpen} />;
        })}
      </ul>
      {more > 0 && <p class="stage-more">{t("stage.themes.more", { count: more })}</p>}
    </div>
  );
}

interface FieldProps {
  theme: Theme;
  box: Box;
  whole: { width: number; height: number };
  text: string | undefined;
  onOpen: (key: string) => void;
}

function Field({ theme, box, whole, text, onOpen }: FieldProps) {
  const wide = (part: number): string => `${(100 * part) / whole.width}%`;
  const high = (part: number): string => `${(100 * part) / whole.height}%`;
  const place = { left: wide(box.x), top: high(box.y), width: wide(box.width), height: high(box.height) };
  return (
    <li class="field-place" style={place}>
      <button class="block" type="button" data-colour={theme.colour} onClick={() => onOpen(theme.key)}>
        <span class="block-label"><bdi>{theme.label}</bdi></span>
        <span class="block-people">{peopleOf(theme)}{t("stage.themes.cards", { count: theme.members.length })}</span>
        {text && <span class="block-text"><bdi>{text}</bdi></span>}
      </button>
    </li>
  );
}

/** One theme in the residents' own words, the newest first. */
function Words({ theme, cards, onClose }: { theme: Theme; cards: Map<string, Card>; onClose: () => void }) {
  const said = theme.members.map((member) => cards.get(member)).filter((card): card is Card => card !== undefined);
  return (
    <section class="words" data-colour={theme.colour} aria-label={theme.label} onKeyDown={(event) => void (event.key === "Escape" && onClose())}>
      <div class="words-head">
        <h2 class="stage-question"><bdi>{theme.label}</bdi></h2>
        <button class="button" type="button" autofocus onClick={onClose}>{t("stage.themes.back")}</button>
      </div>
      <p class="block-people">{peopleOf(theme)}{t("stage.themes.why", { words: theme.keywords.join(" · ") })}</p>
      <ol class="wall">
        {said.reverse().map((card) => <li class="wall-card" key={card.id}><p class="wall-text"><bdi>{card.text}</bdi></p></li>)}
      </ol>
    </section>
  );
}

/** How many stand behind a theme; nothing while that is not shown. */
function peopleOf({ people }: Theme): string {
  return people > 0 ? `${t("stage.themes.people", { count: people })} · ` : "";
}

/** The shape of the map, its height taken for 1. */
function useSize(): [(element: HTMLUListElement | null) => void, { width: number; height: number }] {
  const element = useRef<HTMLUListElement | null>(null);
  const [ratio, setRatio] = useState(16 / 9);
  useLayoutEffect(() => {
    const measure = (): void => {
      const { clientWidth = 16, clientHeight = 9 } = element.current ?? {};
      if (clientHeight) setRatio(clientWidth / clientHeight);
    };
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, []);
  return [(found) => void (element.current = found), { width: ratio, height: 1 }];
}
