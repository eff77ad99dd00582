/** The resident's own position among the groups, shown to nobody else, and what the nearest proposals lack. */
import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useTopic } from "../lib/hooks";
import { groupName } from "../lib/groups";
import { lackWords } from "../lib/heads";
import { t } from "../lib/i18n";
import { live } from "../lib/page";
import { can, seed, type Stand } from "./facts";
import { myState, refreshSoon } from "./myState";
import { useStore } from "./store";

const REST_MS = 15_000;

export function StandView() {
  const { stand } = useStore(myState);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => (isOpen ? follow() : undefined), [isOpen]);
  if (!stand) return null;
  return (
    <details class="fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("floor.stand.title")}</summary>
      {stand.is_hidden ? <p class="quiet">{t("floor.stand.hidden")}</p> : <Told stand={stand} />}
    </details>
  );
}

/** Refetch own data now and, at most every REST_MS, after common ground has changed; return the stop function. */
function follow(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  refreshSoon();
  const stop = live().topics.subscribe("ground", () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      refreshSoon();
    }, REST_MS);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

function Told({ stand }: { stand: Stand }) {
  const meeting = useTopic("meeting", seed().meeting);
  const texts = new Map(useTopic("wall", seed().wall).proposals.map(({ id, text }) => [id, text]));
  const misses = stand.misses.filter(({ proposal }) => texts.has(proposal));
  return (
    <div class="stack-tight">
      <p class="quiet">{t("floor.stand.private")}</p>
      <Group stand={stand} />
      {stand.alike.length > 0 && <AlikeTable rows={stand.alike} />}
      <Texts title={t("floor.stand.with_all")} texts={stand.with_all.map((id) => texts.get(id))} />
      <Texts title={t("floor.stand.apart")} texts={stand.apart.map((id) => texts.get(id))} />
      {misses.length > 0 && (
        <>
          <h3>{t("floor.stand.misses")}</h3>
          <ul>
            {misses.map(({ proposal, lacks }) => (
              <li key={proposal}>
                <bdi>{texts.get(proposal)}</bdi>
                {lackWords(lacks).map((line) => <Fragment key={line}><br /><bdi>{line}</bdi></Fragment>)}
              </li>
            ))}
          </ul>
          {can(meeting, "concede") && <p><a class="button" href="#concede">{t("floor.stand.concede")}</a></p>}
        </>
      )}
    </div>
  );
}

function Group({ stand }: { stand: Stand }) {
  if (stand.group) return <p class="stand-group"><bdi>{t("floor.stand.group", { group: groupName(stand.group) })}</bdi></p>;
  return <p>{stand.alike.length ? t("floor.stand.none") : t(`domain.reason.${stand.reason}`)}</p>;
}

function AlikeTable({ rows }: { rows: Stand["alike"] }) {
  return (
    <table class="tally">
      <caption>{t("floor.stand.alike")}</caption>
      <tbody>
        {rows.map(({ group, same, answers }) => (
          <tr key={group}>
            <th scope="row"><bdi>{groupName(group)}</bdi></th>
            <td aria-hidden="true">
              <svg class="bar" aria-hidden="true" focusable="false"><rect class="bar-agree" height="100%" width={`${(100 * same) / answers}%`} /></svg>
            </td>
            <td class="tally-heads">{t("floor.stand.same", { same, count: answers })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Texts({ title, texts }: { title: string; texts: (string | undefined)[] }) {
  const known = texts.filter((text) => text !== undefined);
  if (known.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul>{known.map((text, place) => <li key={place}><bdi>{text}</bdi></li>)}</ul>
    </>
  );
}
