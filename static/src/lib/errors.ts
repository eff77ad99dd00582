/** A refusal: by the server in the terms of the field, or by the way there (`offline`, `timeout`). */
export type RefusalKind =
  | "invalid" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "closed" | "too_fast" | "unavailable"
  | "offline" | "timeout";

export interface Refusal {
  kind: RefusalKind;
  code: string;
  message: string;
  [detail: string]: unknown;
}

const PASSING: ReadonlySet<RefusalKind> = new Set<RefusalKind>(["offline", "timeout", "unavailable", "too_fast"]);

export class AskError extends Error {
  readonly kind: RefusalKind;
  readonly code: string;

  constructor(readonly refusal: Refusal) {
    super(refusal.message);
    this.kind = refusal.kind;
    this.code = refusal.code;
  }

  /** Worth sending again later with the same key; all else is the server's last word. */
  get isPassing(): boolean {
    return PASSING.has(this.kind);
  }
}

/** The way there failed; no text, since the page shows its own. */
export function wayFailed(kind: "offline" | "timeout"): AskError {
  return new AskError({ kind, code: kind, message: "" });
}
