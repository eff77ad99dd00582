/** The marks beside the choices. The neutral mark is a dash, since a circle means "correct" in East Asia. */
export const MARKS: Record<string, string> = { agree: "✓", yes: "✓", pass: "–", abstain: "–", disagree: "✕", no: "✕" };
