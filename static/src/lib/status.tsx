/** The status line: tells of a lost connection and of waiting writes; empty when all is well. */
import { useEffect, useState } from "preact/hooks";
import { useOutbox, useConnectionState } from "./hooks";
import { t } from "./i18n";
import type { ConnectionState } from "./live";
import type { OutboxState } from "./outbox";
import { live } from "./page";

const PATIENCE_MS = 700;

export function StatusLine() {
  const text = statusText(useOutbox(), useConnectionState(), live().endedBecause);
  const isUrgent = text.startsWith("✕") || text.startsWith("✓");
  const [shown, setShown] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setShown(text), isUrgent ? 0 : PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [text, isUrgent]);
  return <div class="status" role="status">{shown}</div>;
}

/** Return the text of the status line. The line shows stored and refused writes at once, other states if they last. */
export function statusText(box: OutboxState, connection: ConnectionState, because = ""): string {
  if (connection === "ended") return `✕ ${because}`;
  if (box.word === "refused") return `✕ ${box.error.message || t("ui.outbox.refused")}`;
  if (box.word === "saved") return `✓ ${t(box.isLasting ? "ui.outbox.saved" : "ui.outbox.saved_here", { count: box.waiting })}`;
  if (box.word === "sending") return t("ui.outbox.sending");
  if (connection === "refused") return `✕ ${t("ui.way.refused")}`;
  return connection === "lost" ? t("ui.way.lost") : "";
}
