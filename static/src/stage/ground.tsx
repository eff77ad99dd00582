/** Common ground: the proposals that even the least convinced group can live with, best first. */
import { groupName } from "../lib/groups";
import { t } from "../lib/i18n";
import { useBoard } from "./redraw";
import { NO_WALL, type Wall } from "./shapes";
import { hasGroups, NO_GROUND, percent, range, rateOf, type GroundSheet, type GroupSupport, type ProposalSupport } from "./sheet";
import { SplitBar } from "./split";

const MOST_ROWS = 4;
const BADGES: Record<ProposalSupport["badge"], string> = { "common-ground": "badge-good", majority: "", open: "badge-wait" };

export function GroundView() {
  const ground = useBoard<GroundSheet>("ground", NO_GROUND);
  const { proposals } = useBoard<Wall>("wall", NO_WALL);
  if (ground.is_hidden) return <Hidden />;
  const texts = new Map(proposals.map((card) => [card.id, card.text]));
  const leading = (ground.proposals ?? []).filter((row) => texts.has(row.proposal)).slice(0, MOST_ROWS);
  if (leading.length === 0) return <p class="stage-hint">{t("stage.ground.empty")}</p>;
  return (
    <>
      <Basis ground={ground} />
      <ol class="ground">
        {leading.map((row, place) => (
          <Leading key={row.proposal} row={row} ground={ground} text={texts.get(row.proposal) ?? ""} isFirst={place === 0} />
        ))}
      </ol>
    </>
  );
}

/** Results are not shown yet. */
export function Hidden() {
  return <p class="stage-hint">{t("stage.ground.hidden")}</p>;
}

/** On what the groups rest, or why there are none. */
export function Basis({ ground }: { ground: GroundSheet }) {
  return ground.reason ? <p class="ground-basis">{t(`domain.reason.${ground.reason}`)}</p> : null;
}

interface Row {
  row: ProposalSupport;
  ground: GroundSheet;
  text: string;
  isFirst: boolean;
}

function Leading({ row, ground, text, isFirst }: Row) {
  const isSplit = hasGroups(ground);
  const isPlain = isFirst && isSplit && row.badge === "common-ground";
  return (
    <li>
      <div class="ground-head">
        <span class={`badge ${BADGES[row.badge]}`}>{t(`domain.badge.${row.badge}`)}</span>
        <p class="ground-text"><bdi>{text}</bdi></p>
      </div>
      <Figures row={row} isSplit={isSplit} />
      {isPlain && <p class="ground-plain">{t("stage.ground.plain", { floor: percent(row.floor) })}</p>}
      {isSplit && (
        <ul class="ground-groups">
          {Object.entries(row.by_group).map(([name, found]) => (
            <Group key={name} name={name} found={found} colour={ground.colours?.[name]} isLeast={name === row.least} />
          ))}
        </ul>
      )}
    </li>
  );
}

function Figures({ row, isSplit }: { row: ProposalSupport; isSplit: boolean }) {
  const { overall } = row;
  const least = row.least === null ? undefined : row.by_group[row.least];
  return (
    <dl class="figures">
      {isSplit && <Figure name="floor" value={percent(row.floor)} sure={least && range(least.likely)} />}
      <Figure name="overall" value={percent(overall.seen ? overall.agree / overall.seen : 0)} sure={isSplit ? undefined : range(overall.likely)} />
      <Figure name="reach" value={percent(row.reach)} />
    </dl>
  );
}

/** `sure`: between what the true share is likely to lie. */
function Figure({ name, value, sure }: { name: string; value: string; sure?: string }) {
  return (
    <div class="figure">
      <dt>
        <span class="figure-name">{t(`stage.figure.${name}`)}</span>
        <span class="figure-short">{t(`stage.figure.short.${name}`)}</span>
      </dt>
      <dd class="figure-number">{value}</dd>
      {sure && <dd class="figure-sure">{t("stage.figure.sure", { range: sure })}</dd>}
    </div>
  );
}

function Group({ name, found, colour, isLeast }: { name: string; found: GroupSupport; colour?: number; isLeast: boolean }) {
  const { agree, disagree, seen } = found;
  return (
    <li class={isLeast ? "ground-group is-least" : "ground-group"}>
      <bdi class="ground-name" data-colour={colour}>{groupName(name)}</bdi>
      <SplitBar counts={{ agree, disagree, passes: seen - agree - disagree }} />
      <span class="ground-share">{percent(rateOf(found))}</span>
    </li>
  );
}
