/** Common ground: the best-supported proposals of the meeting, best first, with their standing and their support. */
import { groupName } from "../lib/groups";
import { heads, headsAlone, lackWords } from "../lib/heads";
import { t } from "../lib/i18n";
import { useBoard } from "./redraw";
import { NO_WALL } from "./empty";
import type { Figures, ProposalResult } from "../lib/wire";
import { hasGroups, useGround, type ShownGround } from "./commonGround";
import { SplitBar } from "./split";
import { Word } from "./standing";

const MAX_ROWS = 4;

export function GroundView() {
  const ground = useGround();
  const { proposals } = useBoard("wall", NO_WALL);
  if (ground.is_hidden) return <Hidden />;
  const texts = new Map(proposals.map((card) => [card.id, card.text]));
  const leading = (ground.proposals ?? []).filter((row) => texts.has(row.proposal)).slice(0, MAX_ROWS);
  if (leading.length === 0) return <p class="stage-hint">{t("stage.ground.empty")}</p>;
  return (
    <>
      <Basis ground={ground} />
      <ol class="ground">
        {leading.map((row) => <Leading key={row.proposal} row={row} ground={ground} text={texts.get(row.proposal) ?? ""} />)}
      </ol>
    </>
  );
}

/** The hint shown while results are withheld. */
export function Hidden() {
  return <p class="stage-hint">{t("stage.ground.hidden")}</p>;
}

/** The line that says what the groups are based on, or why there are none. */
export function Basis({ ground }: { ground: ShownGround }) {
  return ground.reason ? <p class="ground-basis">{t(`domain.reason.${ground.reason}`)}</p> : null;
}

interface Row {
  row: ProposalResult;
  ground: ShownGround;
  text: string;
}

export function Leading({ row, ground, text }: Row) {
  return (
    <li>
      <div class="ground-head">
        <Word word={row.standing} isFirm={row.is_firm} />
        <span class="ground-heads">
          {t("stage.ground.whole")} <b class="ground-full">{heads(row.overall)}</b>
          {row.overall.seen > 0 && <b class="ground-brief" aria-hidden="true">{row.overall.agree}/{row.overall.seen}</b>}
        </span>
        {lackWords(row.lacks).map((line) => <span class="ground-lack" key={line}><bdi>{line}</bdi></span>)}
      </div>
      <p class="ground-text"><bdi>{text}</bdi></p>
      {hasGroups(ground) && (
        <ul class="ground-groups">
          {Object.entries(row.by_group).map(([name, support]) => (
            <Group key={name} name={name} support={support} colour={ground.colours?.[name]} isLeast={row.is_heard && name === row.least} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Group({ name, support, colour, isLeast }: { name: string; support: Figures; colour?: number; isLeast: boolean }) {
  const { agree, disagree, seen } = support;
  return (
    <li class={`ground-group${isLeast ? " is-least" : ""}${seen ? "" : " is-silent"}`}>
      <bdi class="ground-name" data-colour={colour}>{groupName(name)}</bdi>
      <SplitBar counts={{ agree, disagree, passes: seen - agree - disagree }} />
      <span class="ground-share">{headsAlone(support)}</span>
      {seen > 0 && <span class="ground-short" aria-hidden="true">{agree}/{seen}</span>}
    </li>
  );
}
