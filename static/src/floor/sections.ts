/** Shows a section of the page while the phase allows its act. */
import { live } from "../lib/page";
import { can } from "./seed";

export function followPhase(): void {
  live().topics.subscribe("meeting", (meeting) => {
    document.querySelectorAll<HTMLElement>("[data-act]").forEach((section) => {
      section.hidden = !can(meeting, section.dataset.act ?? "");
    });
  });
}
