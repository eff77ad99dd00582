/** The courtyard: one court for each theme, with its name, its number of cards, and sentences that fit whole. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../lib/i18n";
import { place, type Box, type Size, type Yard } from "./courts";
import { isHandheld, planYard, type CourtPlan } from "./fitting";
import { Mark } from "./mark";
import type { Theme } from "./empty";
import type { Sentence } from "./sentences";
import { useFresh } from "./wall";

export interface Court {
  theme: Theme;
  sentences: Sentence[];
}

interface Plan {
  yard: Yard;
  whole: Size;
  courts: Map<string, CourtPlan>;
}

export function Courtyard({ courts, onOpen }: { courts: Court[]; onOpen: (key: string) => void }) {
  const [list, plan] = usePlan(courts);
  const members = courts.flatMap(({ theme }) => theme.members.map((id) => ({ id })));
  const fresh = useFresh(members);
  const boxes = plan ? place(courts.map(({ theme }) => theme.members.length), plan.whole, plan.yard) : [];
  return (
    <ul class="yard" ref={list} style={plan ? { fontSize: `${plan.yard.letter}px` } : undefined}>
      {courts.map((court, at) => {
        const came = court.theme.members.filter((id) => fresh.has(id)).length;
        const shown = plan?.courts.get(court.theme.key);
        return <CourtField key={court.theme.key} court={court} plan={shown} box={boxes[at]} whole={plan?.whole} came={came} onOpen={onOpen} />;
      })}
    </ul>
  );
}

interface FieldProps {
  court: Court;
  plan: CourtPlan | undefined;
  box: Box | undefined;
  whole: Size | undefined;
  came: number;
  onOpen: (key: string) => void;
}

function CourtField({ court: { theme, sentences }, plan, box, whole, came, onOpen }: FieldProps) {
  const texts = plan?.texts ?? sentences.map(({ text }) => text);
  const share = (part: number, all = 1): string => `${(100 * part) / all}%`;
  const style = box && whole && { left: share(box.x, whole.width), top: share(box.y, whole.height), width: share(box.width, whole.width), height: share(box.height, whole.height) };
  return (
    <li class="court-place" style={style}>
      <button class={`court${theme.named_by === "people" ? "" : " is-unnamed"}`} type="button" data-colour={theme.colour} onClick={() => onOpen(theme.key)}>
        <span class="court-head">
          <span class="court-name"><bdi>{plan?.name ?? theme.label}</bdi></span>
          <span class="court-count">{came > 0 && <b class="court-came">+{came}</b>}{t("stage.themes.count", { count: theme.members.length })}</span>
        </span>
        {texts.map((text, at) => {
          const { id, mark } = sentences[at] ?? { id: "", mark: null };
          return <span class="court-line" key={id}>{mark && <Mark of={mark} />}<bdi class="court-text">{text}</bdi></span>;
        })}
      </button>
    </li>
  );
}

/** Return the ref for the list, and how its courts lie, planned again when themes, sentences or the screen change. */
function usePlan(courts: Court[]): [{ current: HTMLUListElement | null }, Plan | undefined] {
  const list = useRef<HTMLUListElement>(null);
  const [plan, setPlan] = useState<Plan>();
  const [screen, setScreen] = useState("");
  const before = useRef<{ of: string; yard: Yard } | null>(null);
  useLayoutEffect(() => {
    const measure = (): void => setScreen(`${list.current?.clientWidth} ${list.current?.clientHeight}`);
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  });
  useLayoutEffect(() => {
    if (!list.current || isHandheld()) return setPlan(undefined);
    const whole = { width: list.current.clientWidth, height: list.current.clientHeight };
    if (!whole.width || !whole.height) return;
    const of = [whole.width, whole.height, ...courts.map(({ theme }) => theme.key)].join();
    const earlier = before.current?.of === of ? before.current.yard : undefined;
    const { yard, courts: plans } = planYard(list.current, courts, whole, earlier);
    before.current = { of, yard };
    setPlan({ yard, whole, courts: plans });
  }, [screen, JSON.stringify(courts.map(({ theme, sentences }) => [theme.key, theme.label, theme.members.length, sentences]))]);
  return [list, plan];
}
