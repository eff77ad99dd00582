import { describe, expect, it } from "vitest";
import { sortingChanged } from "./sorting";

type Themes = Parameters<typeof sortingChanged>[0];

function board(doubtful: string[], change: { label?: string; asked?: number; candidates?: string[] } = {}): Themes {
  const theme = { key: "noise", label: change.label ?? "声音", keywords: [], members: [], representative: "", colour: 0 };
  return {
    case: "one",
    themes: [{ ...theme, is_edited: false, people: null, named_by: "machine", is_confirmed: false }],
    doubtful: Object.fromEntries(doubtful.map((proposal) => [proposal, change.candidates ?? ["noise", "money"]])),
    sorting: { asked: change.asked ?? 4, answered: 0, doubtful: doubtful.length },
  };
}

describe("the section is fetched again", () => {
  const reading = { dealt: "a", waiting: 0 };

  it("when a chip's name changes", () => {
    expect(sortingChanged(board(["a"]), board(["a"], { label: "噪音" }), reading)).toBe(true);
  });

  it("when the card being read is settled or gets other chips", () => {
    expect(sortingChanged(board(["a", "b"]), board(["b"]), reading)).toBe(true);
    expect(sortingChanged(board(["a"]), board(["a"], { candidates: ["money", "place"] }), reading)).toBe(true);
  });

  it("not when others' cards are settled or come", () => {
    expect(sortingChanged(board(["a", "b"]), board(["a", "c"]), reading)).toBe(false);
  });

  it("when nothing was left and a card comes, or the last one is settled", () => {
    expect(sortingChanged(board(["a"]), board(["a", "b"]), { dealt: "", waiting: 0 })).toBe(true);
    expect(sortingChanged(board(["a", "b"]), board(["a"]), { dealt: "", waiting: 0 })).toBe(false);
    expect(sortingChanged(board(["a"]), board([]), { dealt: "", waiting: 0 })).toBe(true);
  });

  it("while own cards wait, only when another number of authors is asked", () => {
    expect(sortingChanged(board(["a"]), board([]), { dealt: "", waiting: 1 })).toBe(false);
    expect(sortingChanged(board([]), board([], { asked: 3 }), { dealt: "", waiting: 1 })).toBe(true);
  });
});
