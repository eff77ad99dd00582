/** The line that tells whether the page is in touch and what still waits; quiet when all is well. */
import { useEffect, useState } from "preact/hooks";
import { useOutbox, useWay } from "./hooks";
import { t } from "./i18n";
import type { Way } from "./live";
import type { OutboxState } from "./outbox";
import { live } from "./page";

const PATIENCE_MS = 700;

export function StatusLine() {
  const text = statusText(useOutbox(), useWay(), live().endedBecause);
  const isUrgent = text.startsWith("✕") || text.startsWith("✓");
  const [shown, setShown] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setShown(text), isUrgent ? 0 : PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [text, isUrgent]);
  return <div class="status" role="status">{shown}</div>;
}

/** What was kept or refused is said at once; a moment's loss of touch or sending is not worth a word. */
export function statusText(box: OutboxState, way: Way, because = ""): string {
  if (way === "ended") return `✕ ${because}`;
  if (box.word === "refused") return `✕ ${box.error.message || t("ui.outbox.refused")}`;
  if (box.word === "saved") return `✓ ${t(box.isLasting ? "ui.outbox.saved" : "ui.outbox.saved_here", { count: box.waiting })}`;
  if (box.word === "sending") return t("ui.outbox.sending");
  if (way === "refused") return `✕ ${t("ui.way.refused")}`;
  return way === "lost" ? t("ui.way.lost") : "";
}
