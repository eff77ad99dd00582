/** Counts as a table with bars, the live twin of `_parts/tally.html`. */
import { t } from "./i18n";
import { MARKS } from "./marks";

export interface TallyRow {
  choice: string;
  label: string;
  count: number;
}

export function Tally({ caption, rows, total }: { caption: string; rows: TallyRow[]; total?: number }) {
  const whole = total ?? rows.reduce((sum, row) => sum + row.count, 0);
  return (
    <table class="tally">
      <caption>{caption}</caption>
      <thead class="visually-hidden">
        <tr>{["choice", "bar", "count", "share"].map((name) => <th scope="col" key={name}>{t(`ui.tally.${name}`)}</th>)}</tr>
      </thead>
      <tbody>{rows.map((row) => <Row key={row.choice} row={row} whole={whole} />)}</tbody>
    </table>
  );
}

function Row({ row, whole }: { row: TallyRow; whole: number }) {
  return (
    <tr>
      <th scope="row"><span class="tally-mark" aria-hidden="true">{MARKS[row.choice] ?? ""}</span>{row.label}</th>
      <td aria-hidden="true"><Bar choice={row.choice} share={shareOf(row.count, whole)} /></td>
      <td class="tally-count">{row.count}</td>
      <td class="tally-share">{Math.round(100 * shareOf(row.count, whole))}%</td>
    </tr>
  );
}

/** A bar of a share 0..1. */
export function Bar({ choice, share }: { choice: string; share: number }) {
  return (
    <svg class="bar" aria-hidden="true" focusable="false">
      <rect class={`bar-${choice}`} height="100%" width={`${(100 * share).toFixed(2)}%`} />
    </svg>
  );
}

function shareOf(count: number, whole: number): number {
  return whole ? count / whole : 0;
}
