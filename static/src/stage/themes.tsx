/** The map of themes: a field's area grows with the people behind its theme. A field opens to the theme's quotes. */
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../lib/i18n";
import { useBoard } from "./redraw";
import { peopleOf, Sayings } from "./sayings";
import type { Card } from "../lib/wire";
import { NO_THEMES, NO_WALL, type Theme } from "./empty";
import { treemap, type Box } from "./treemap";

/** The smallest field as a share of the largest; a smaller field would not hold a label of 40 px. */
const LEAST_SHARE = 0.35;
const HANDHELD_PX = 720;
const mostFields = (): number => {
  if (window.innerWidth <= HANDHELD_PX) return Infinity; // handhelds show a list
  return window.innerWidth > 1.5 * window.innerHeight ? 6 : 4;
};

export function ThemesView({ theme = "" }: { theme?: string }) {
  const { themes } = useBoard("themes", NO_THEMES);
  const { proposals } = useBoard("wall", NO_WALL);
  const [open, setOpen] = useState(theme);
  useEffect(() => setOpen(theme), [theme]); // the desk's choice overrides a tap
  if (themes.length === 0) return <p class="stage-hint">{t("stage.themes.empty")}</p>;
  const chosen = themes.find(({ key }) => key === open);
  if (chosen) return <Sayings key={chosen.key} theme={chosen} onClose={() => setOpen("")} />;
  const cards = new Map(proposals.map((card) => [card.id, card]));
  return <Fields themes={themes} cards={cards} onOpen={setOpen} />;
}

function Fields({ themes, cards, onOpen }: { themes: Theme[]; cards: Map<string, Card>; onOpen: (key: string) => void }) {
  const largest = [...themes].sort((one, other) => (other.people ?? 0) - (one.people ?? 0) || other.members.length - one.members.length);
  const shown = largest.slice(0, mostFields());
  const more = themes.length - shown.length;
  const [place, whole] = useSize();
  const most = Math.max(1, shown[0]?.people ?? 1);
  const boxes = treemap(shown.map((theme) => Math.max(theme.people ?? 0, LEAST_SHARE * most)), { x: 0, y: 0, ...whole });
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

/** Return the ref for the map, and the map's size with its height as 1. */
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
  return [(list) => void (element.current = list), { width: ratio, height: 1 }];
}
