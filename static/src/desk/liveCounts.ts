/** Updates the counts that change with every vote or arrival, without fetching the page. */
import { live } from "../lib/page";

export function followLiveCounts(): void {
  live().topics.subscribe("presence", ({ seats, hall, online }) => {
    put("[data-headcount]", seats);
    put("[data-hall]", hall);
    put("[data-online]", online);
  });
  live().topics.subscribe("here", ({ count }) => put("[data-here]", count));
  live().topics.subscribe("tally", ({ proposals, voters }) => {
    put("[data-voters]", voters);
    document.querySelectorAll<HTMLElement>("[data-tally]").forEach((row) => {
      const counts = proposals[row.dataset.tally ?? ""];
      if (!counts) return;
      put('[data-choice="agree"]', counts.agree, row);
      put('[data-choice="pass"]', counts.passes, row);
      put('[data-choice="disagree"]', counts.disagree, row);
    });
  });
}

function put(selector: string, count: number, within: ParentNode = document): void {
  within.querySelectorAll(selector).forEach((place) => {
    if (place.textContent !== String(count)) place.textContent = String(count);
  });
}
