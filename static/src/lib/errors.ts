/** Why a request failed: the server refused it, or the network did not carry it (`offline`, `timeout`). */
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

  /** Whether sending again later with the same idempotency key may succeed; any other refusal is final. */
  get isPassing(): boolean {
    return PASSING.has(this.kind);
  }
}

/** Return the error of a request that the network lost; its message is empty, since the page shows its own text. */
export function networkError(kind: "offline" | "timeout"): AskError {
  return new AskError({ kind, code: kind, message: "" });
}
