/** The signs beside the choices. A circle would say "right" in East Asia, so that a dash stands for neither. */
export const MARKS: Record<string, string> = { agree: "✓", yes: "✓", pass: "–", abstain: "–", disagree: "✕", no: "✕" };
