/** Cards that say the same, folded under their original, each in its own words. */
import { t } from "../lib/i18n";
import type { Card } from "./facts";

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
