/** The marks of a proposal: a pavilion that stands, one with a pillar missing, and stakes. They differ in shape. */
import { t } from "../lib/i18n";
import type { Standing } from "./sentences";

const ROOF = "M24 2l3 5C31 13 38 18 47 19c-2 4-5 5-8 5H9c-3 0-6-1-8-5 9-1 16-6 20-12z";

export function Mark({ of }: { of: Standing }) {
  return (
    <svg class={`mark mark-${of}`} viewBox="0 0 48 48" role="img" aria-label={t(`stage.mark.${of}`)}>
      {of === "all" && <path d={`${ROOF}M10 24h5v18h-5zM33 24h5v18h-5zM21.5 24h5v18h-5zM4 42h40v4H4z`} />}
      {of === "one" && <path class="mark-roof" d={ROOF} />}
      {of === "one" && <path d="M10 27h5v15h-5zM21.500 27h5v15h-5zM33 36h5v6h-5zM4 42h40v4H4z" />}
      {of === "open" && <path d="M10 34h5v8h-5zM21.500 26h5v16h-5zM33 30h5v12h-5zM4 42h40v4H4z" />}
    </svg>
  );
}

export function Legend() {
  return (
    <p class="yard-legend">
      {(["all", "one", "open"] as const).map((mark) => (
        <span key={mark}><Mark of={mark} /><span aria-hidden="true">{t(`stage.mark.${mark}`)}</span></span>
      ))}
    </p>
  );
}
