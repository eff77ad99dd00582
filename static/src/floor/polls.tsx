/** The open polls. A ballot not yet cast is scrolled into view and stays within reach. */
import { useEffect, useState } from "preact/hooks";
import { useTopic } from "../lib/hooks";
import { t } from "../lib/i18n";
import { BALLOTS, Choices } from "./choices";
import type { OwnBallot, PollView } from "../lib/wire";
import { seed } from "./seed";
import { myState, vote } from "./myState";
import { useStore } from "./store";
import { bringIntoView, isWriting, watchView } from "./view";

const TITLE = document.title;

export function Polls() {
  const { polls } = useTopic("polls", seed().polls);
  const { ballots } = useStore(myState);
  const open = polls.filter((poll) => poll.is_open);
  const waiting = open.find(({ id }) => !ballots[id]);
  useEffect(() => {
    document.title = waiting ? `${t("floor.poll.title")} · ${TITLE}` : TITLE;
  }, [waiting?.id]);
  return (
    <>
      {waiting && <Summons key={waiting.id} poll={waiting.id} />}
      <p class="visually-hidden" role="status">{open.map(({ question }) => `${t("floor.poll.title")} ${question}`).join(" ")}</p>
      {open.map((poll) => <OpenPoll key={poll.id} poll={poll} ballot={ballots[poll.id]} />)}
    </>
  );
}

/** Scrolls to a ballot once, unless the resident is typing; shows a bar that leads to it while it is out of view. */
function Summons({ poll }: { poll: string }) {
  const [isAway, setAway] = useState(false);
  const id = `poll-${poll}`;
  useEffect(() => {
    const ballot = document.getElementById(id)?.closest("article");
    if (!ballot) return;
    if (!isWriting()) bringIntoView(ballot);
    return watchView(ballot, setAway);
  }, [id]);
  if (!isAway) return null;
  const go = (event: Event): void => {
    const ballot = document.getElementById(id)?.closest("article");
    if (ballot) bringIntoView(ballot);
    event.preventDefault();
  };
  return <a class="button button-main summons" href={`#${id}`} onClick={go}>{t("floor.poll.go")}</a>;
}

function OpenPoll({ poll, ballot }: { poll: PollView; ballot: OwnBallot | undefined }) {
  const { resolutions } = useTopic("resolution", seed().resolution);
  const subject = resolutions.find(({ id }) => id === poll.subject);
  return (
    <article class="card card-now is-new" tabIndex={-1} aria-labelledby={`poll-${poll.id}`}>
      <h2 class="card-title" id={`poll-${poll.id}`}>{t("floor.poll.title")}</h2>
      <p class="card-text"><bdi>{poll.question}</bdi></p>
      {subject && (
        <details class="fold">
          <summary>{t("floor.poll.text")}</summary>
          <p class="card-text"><bdi>{subject.text}</bdi></p>
        </details>
      )}
      <Choices options={BALLOTS} chosen={ballot?.choice ?? undefined} choose={(choice) => void vote(poll.id, choice)} />
      {ballot && (
        <p role="status">{ballot.choice ? t("floor.poll.voted", { choice: t(`domain.choice.${ballot.choice}`) }) : t("floor.poll.voted_secret")}</p>
      )}
      {ballot?.code && poll.is_secret && (
        <p>
          {t("floor.poll.receipt")}<br />
          <span class="receipt">{ballot.code}</span><br />
          <span class="quiet">{t("floor.poll.receipt_note")}</span> <a href={`/m/${poll.meeting}/receipt`}>{t("floor.receipt.title")}</a>
        </p>
      )}
      <p class="card-foot">{t(poll.is_secret ? "floor.poll.secret" : "floor.poll.open_ballot")}</p>
      {poll.is_secret && (
        <details class="fold">
          <summary>{t("floor.poll.secret_how")}</summary>
          <p>{t("floor.poll.secret_note")}</p>
        </details>
      )}
      <p class="card-foot">{t("floor.poll.cast", { count: poll.cast })} · {t(`domain.rule.${poll.rule}`)}</p>
    </article>
  );
}
