/** Common ground: the proposals that even the least convinced group can live with, best first. */
import { t } from "../lib/i18n";
import { useBoard } from "./redraw";
import { SplitBar } from "./split";
import { NO_GROUND, NO_WALL, type GroundSheet, type GroupSupport, type ProposalSupport, type Wall } from "./shapes";

const MOST_ROWS = 4;
const BADGES: Record<ProposalSupport["badge"], string> = { "common-ground": "badge-good", majority: "", open: "badge-wait" };

export function GroundView() {
  const ground = useBoard<GroundSheet>("ground", NO_GROUND);
  const { proposals } = useBoard<Wall>("wall", NO_WALL);
  const texts = new Map(proposals.map((card) => [card.id, card.text]));
  const leading = (ground.proposals ?? []).filter((row) => texts.has(row.proposal)).slice(0, MOST_ROWS);
  if (leading.length === 0) return <p class="stage-hint">{t("stage.ground.empty")}</p>;
  return (
    <ol class="ground">
      {leading.map((row, place) => (
        <Leading key={row.proposal} row={row} text={texts.get(row.proposal) ?? ""} isFirst={place === 0} />
      ))}
      {ground.basis && <li class="stage-more">{t(`domain.basis.${ground.basis}`)}</li>}
    </ol>
  );
}

function Leading({ row, text, isFirst }: { row: ProposalSupport; text: string; isFirst: boolean }) {
  const groups = Object.entries(row.by_group);
  const floor = percent(row.floor);
  return (
    <li>
      <div class="ground-head">
        <span class={`badge ${BADGES[row.badge]}`}>{t(`domain.badge.${row.badge}`)}</span>
        <p class="ground-text"><bdi>{text}</bdi></p>
      </div>
      <div class="ground-line">
        <dl class="figures">
          <Figure name="floor" value={floor} />
          <Figure name="overall" value={percent(row.overall.seen ? row.overall.agree / row.overall.seen : 0)} />
          <Figure name="reach" value={percent(row.reach)} />
        </dl>
        {isFirst && row.badge === "common-ground" && groups.length > 1 && <p class="ground-plain">{t("stage.ground.plain", { floor })}</p>}
      </div>
      {groups.length > 1 && <ul class="ground-groups">{groups.map(([name, found]) => <Group key={name} name={name} found={found} />)}</ul>}
    </li>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div class="figure">
      <dt>{t(`stage.figure.${name}`)}</dt>
      <dd class="figure-number">{value}</dd>
    </div>
  );
}

function Group({ name, found }: { name: string; found: GroupSupport }) {
  const { agree, disagree, seen } = found;
  return (
    <li class="ground-group">
      <bdi class="ground-name">{name}</bdi>
      <SplitBar counts={{ agree, disagree, passes: seen - agree - disagree }} />
      <span class="ground-share">{percent(rateOf(found))}</span>
    </li>
  );
}

/** (agree + 1) / (seen + 2), as the floor is computed, so that the lowest bar reads as the floor does. */
function rateOf({ agree, seen }: GroupSupport): number {
  return (agree + 1) / (seen + 2);
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}
