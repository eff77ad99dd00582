/** Shows a section of the page while the phase allows its act. */
import { live } from "../lib/page";
import { can, type Meeting } from "./facts";

export function followPhase(): void {
  live().topics.subscribe<Meeting>("meeting", (meeting) => {
    document.querySelectorAll<HTMLElement>("[data-act]").forEach((section) => {
      section.hidden = !can(meeting, section.dataset.act ?? "");
    });
  });
}
