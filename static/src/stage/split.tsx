/** Three counts as one bar and, beside it, their numbers. */
import { t } from "../lib/i18n";
import { MARKS } from "../lib/marks";
import type { Tally } from "../lib/wire";

const PARTS = [
  { name: "agree", count: (counts: Tally) => counts.agree },
  { name: "pass", count: (counts: Tally) => counts.passes },
  { name: "disagree", count: (counts: Tally) => counts.disagree },
];

export function Split({ counts }: { counts: Tally }) {
  return (
    <div class="split">
      <SplitBar counts={counts} />
      {PARTS.map(({ name, count }) => (
        <span class="split-count" key={name}>
          <span aria-hidden="true">{MARKS[name]}</span>
          <span class="visually-hidden">{t(`domain.choice.${name}`)}</span> {count(counts)}
        </span>
      ))}
    </div>
  );
}

export function SplitBar({ counts }: { counts: Tally }) {
  const whole = counts.agree + counts.passes + counts.disagree;
  let from = 0;
  return (
    <svg class="bar split-bar" aria-hidden="true" focusable="false">
      {PARTS.map(({ name, count }) => {
        const share = whole ? (100 * count(counts)) / whole : 0;
        const x = from;
        from += share;
        return <rect key={name} class={`bar-${name}`} height="100%" x={`${x.toFixed(2)}%`} width={`${share.toFixed(2)}%`} />;
      })}
    </svg>
  );
}
