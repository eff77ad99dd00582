/** What is being voted on now. */
import { useTopic } from "../lib/hooks";
import { t } from "../lib/i18n";
import { BALLOTS, Choices } from "./choices";
import { seed, type OwnBallot, type Poll } from "./facts";
import { own, vote } from "./own";
import { useStore } from "./store";

export function Polls() {
  const { polls } = useTopic("polls", seed().polls);
  const { ballots } = useStore(own);
  const open = polls.filter((poll) => poll.is_open);
  return (
    <>
      <p class="visually-hidden" role="status">{open.map(({ question }) => `${t("floor.poll.title")} ${question}`).join(" ")}</p>
      {open.map((poll) => <OpenPoll key={poll.id} poll={poll} ballot={ballots[poll.id]} />)}
    </>
  );
}

function OpenPoll({ poll, ballot }: { poll: Poll; ballot: OwnBallot | undefined }) {
  const { resolutions } = useTopic("resolution", seed().resolution);
  const subject = resolutions.find(({ id }) => id === poll.subject);
  return (
    <article class="card card-now is-new" aria-labelledby={`poll-${poll.id}`}>
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
