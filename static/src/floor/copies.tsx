/** The duplicates of a proposal, folded under their original, each with its number and its own text. */
import { t } from "../lib/i18n";
import type { Card } from "../lib/wire";

export function Copies({ of }: { of: Card }) {
  if (!of.copies) return null;
  return (
    <details class="fold">
      <summary>{t("floor.copies", { count: of.copies.length })}</summary>
      <ul class="stack-tight">
        {of.copies.map((copy) => (
          <li key={copy.id}><span class="quiet">{t("floor.react.number", { number: copy.number })}</span> <bdi>{copy.text}</bdi></li>
        ))}
      </ul>
    </details>
  );
}
