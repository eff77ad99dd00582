/** The open or latest poll: the turnout while it is open, afterwards the result in words and numbers. */
import { inPageLanguage, t } from "../lib/i18n";
import { Tally } from "../lib/tally";
import { useBoard } from "./redraw";
import { Seal } from "./seal";
import type { PollView as Poll } from "../lib/wire";
import { NO_POLLS } from "./empty";

const NOBODY = { seats: 0, guests: 0 };

export function PollView() {
  const { polls } = useBoard("polls", NO_POLLS);
  const present = useBoard("presence", NOBODY);
  const poll = polls.find((one) => one.is_open) ?? polls[polls.length - 1];
  if (!poll) return <p class="stage-hint">{t("stage.poll.empty")}</p>;
  return (
    <article class="poll">
      <div class="poll-top">
        <h2 class="stage-question"><bdi>{poll.question}</bdi></h2>
        {poll.outcome && <Word isCarried={poll.outcome.is_carried} />}
      </div>
      {poll.is_open ? <Turnout poll={poll} entitled={present.seats - present.guests} /> : <Result poll={poll} />}
      {!poll.is_open && <Seal of={poll.id} />}
    </article>
  );
}

function Turnout({ poll: { cast, rule }, entitled }: { poll: Poll; entitled: number }) {
  const share = entitled ? Math.min(100, (100 * cast) / entitled) : 0;
  return (
    <>
      <p class="poll-rule">{t(`domain.rule.${rule}`)}</p>
      <p class="poll-turnout"><span class="counter">{cast}</span> / {entitled}</p>
      <p>{t("stage.poll.cast")}</p>
      <svg class="bar poll-bar" aria-hidden="true" focusable="false"><rect class="bar-yes" height="100%" width={`${share.toFixed(2)}%`} /></svg>
      <p class="poll-rule">{t("stage.poll.hidden")}</p>
    </>
  );
}

function Result({ poll }: { poll: Poll }) {
  const { tally, rule } = poll;
  const words = inPageLanguage(poll.in_words);
  if (!tally) return <p class="stage-hint">{words}</p>;
  const rows = (["yes", "abstain", "no"] as const).map((choice) => ({ choice, label: t(`domain.choice.${choice}`), count: tally[choice] }));
  return (
    <>
      <p class="poll-words">{words}</p>
      <Tally caption={t("stage.poll.result")} rows={rows} />
      <p class="poll-rule">{t(`domain.rule.${rule}`)}</p>
    </>
  );
}

function Word({ isCarried }: { isCarried: boolean }) {
  const word = isCarried ? "carried" : "not_carried";
  return <p class={`poll-word badge ${isCarried ? "badge-good" : "badge-grave"}`}>{t(`domain.outcome.${word}`)}</p>;
}
