/** Sends what a resident says a proposal is about, shows it at once, and brings the next question. */
import { enhance } from "../lib/form";
import { t } from "../lib/i18n";
import { live } from "../lib/page";
import type { TopicData } from "../lib/wire";
import { sortingChanged, type SortingPage } from "./sorting";
import { refreshNow, refreshSections } from "./sections";

const DOUBLE_TAP_MS = 350;

let shownAt = 0; // when the last question came

export function sendSorting(): void {
  const payload = (fields: FormData, form: HTMLFormElement) => ({ proposal: form.dataset.proposal, theme: String(fields.get("theme") ?? "") });
  enhance("[data-form=place]", { event: "card:place", payload, stored: showPlace, done: bringNext, refused: bringNext });
  enhance("[data-form=tap]", { event: "card:tap", payload, stored: showTap, done: bringNext, refused: bringNext });
  document.getElementById("sort")?.addEventListener("click", stopSecondTap, true);
}

/** Fetch the section again when others have changed what it asks. */
export function followSorting(): void {
  let before: TopicData["themes"] | undefined;
  live().topics.subscribe("themes", (themes) => {
    if (before && sortingChanged(before, themes, shownPage())) refreshSections("sort");
    before = themes;
  });
}

/** Return what the section asks at this moment. */
export function shownPage(): SortingPage {
  const section = document.getElementById("sort");
  const dealt = section?.querySelector<HTMLElement>("[data-dealt]")?.dataset.dealt ?? "";
  return { dealt, waiting: Number(section?.dataset.own ?? 0) };
}

/** A second tap at the same place must not answer the question that has come there meanwhile. */
function stopSecondTap(event: Event): void {
  if (!(event.target as Element).closest(".card-now button") || Date.now() - shownAt >= DOUBLE_TAP_MS) return;
  event.preventDefault();
  event.stopPropagation();
}

function showPlace(form: HTMLFormElement, fields: FormData): void {
  const theme = String(fields.get("theme") ?? "");
  form.querySelectorAll<HTMLButtonElement>("button[aria-pressed]").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.value === theme));
  });
}

function showTap(form: HTMLFormElement): void {
  form.closest<HTMLElement>("[data-dealt]")?.removeAttribute("data-dealt");
  const note = Object.assign(document.createElement("p"), { className: "notice", textContent: t("floor.sort.noted") });
  note.setAttribute("role", "status");
  form.replaceChildren?.(note);
}

async function bringNext(): Promise<void> {
  const hadFocus = document.activeElement === document.body || !!document.activeElement?.closest("#sort");
  await refreshNow("sort");
  shownAt = Date.now();
  if (hadFocus) document.querySelector<HTMLElement>("#sort .card-now .card-text")?.focus({ preventScroll: true });
}
