/** Closed polls with their resolutions and cases. A resolution that was never put to the vote is not shown. */
import { useTopic } from "../lib/hooks";
import { inPageLanguage, t } from "../lib/i18n";
import { Tally } from "../lib/tally";
import { CaseBlock } from "./case";
import { seed, type Poll, type Resolution } from "./facts";

const BADGES: Record<string, string> = { adopted: "badge-good", carried: "badge-good", rejected: "badge-grave" };

export function Results() {
  const closed = useTopic("polls", seed().polls).polls.filter((poll) => !poll.is_open);
  const { resolutions } = useTopic("resolution", seed().resolution);
  if (closed.length === 0) return null;
  return (
    <>
      <h2>{t("floor.result.title")}</h2>
      {closed.filter((poll) => !poll.subject).map((poll) => (
        <article class="card" key={poll.id}>
          <h3 class="card-title"><bdi>{poll.question}</bdi></h3>
          <Outcome poll={poll} />
        </article>
      ))}
      {resolutions.map((resolution) => {
        const poll = closed.filter(({ subject }) => subject === resolution.id).pop();
        return poll && <Decided key={resolution.id} resolution={resolution} poll={poll} />;
      })}
    </>
  );
}

function Decided({ resolution, poll }: { resolution: Resolution; poll: Poll }) {
  const { cases } = useTopic("cases", seed().cases);
  return (
    <article class="card">
      <h3 class="card-title"><bdi>{resolution.title}</bdi></h3>
      <p>
        <span class={`badge ${BADGES[resolution.state] ?? ""}`}>{t(`domain.resolution.${resolution.state}`)}</span>
        {resolution.number && <span class="quiet"> {t("floor.result.number", { number: resolution.number })}</span>}
      </p>
      <p class="card-text"><bdi>{resolution.text}</bdi></p>
      <Outcome poll={poll} />
      {resolution.reservations.length > 0 && (
        <>
          <h4>{t("floor.result.reservations")}</h4>
          <ul>{resolution.reservations.map((text) => <li key={text}><bdi>{text}</bdi></li>)}</ul>
        </>
      )}
      {cases.filter((item) => item.resolution === resolution.id).map((item) => <CaseBlock key={item.id} item={item} />)}
    </article>
  );
}

function Outcome({ poll }: { poll: Poll }) {
  const { tally } = poll;
  const rows = tally && (["yes", "no", "abstain"] as const).map((choice) => ({ choice, label: t(`domain.choice.${choice}`), count: tally[choice] }));
  return (
    <>
      <p class="poll-words">{inPageLanguage(poll.in_words)}</p>
      {rows && <Tally caption={t("floor.result.count")} rows={rows} />}
      <Word outcome={poll.outcome} />
      <p class="card-foot">{t(`domain.rule.${poll.rule}`)}</p>
    </>
  );
}

function Word({ outcome }: { outcome: Poll["outcome"] }) {
  if (typeof outcome?.is_carried !== "boolean") return null;
  return (
    <p>
      <span class={`badge ${outcome.is_carried ? "badge-good" : "badge-grave"}`}>
        {t(outcome.is_carried ? "domain.outcome.carried" : "domain.outcome.not_carried")}
      </span>
    </p>
  );
}
