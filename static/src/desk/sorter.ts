/** Works the sorter by keys: each key presses a button of the page or goes to a field of it. */
import { t } from "../lib/i18n";
import { announce, askName, isWriting } from "./drag";
import { refreshSoon } from "./refresh";
import { type Act, type Step, actOf, afterLeaving, walk } from "./sorterKeys";

const COLUMNS = ".sorter-theme, .sorter-tray";

interface Place {
  theme: HTMLElement | null;
  card: HTMLElement | null;
}

export function sortByKeys(): void {
  document.addEventListener("keydown", press);
  document.addEventListener("toggle", comeBack, true); // "toggle" does not bubble
}

function press(event: KeyboardEvent): void {
  const sorter = document.querySelector<HTMLElement>("#themes.sorter");
  const act = actOf(event);
  if (!sorter || !act || event.defaultPrevented) return;
  const [target, isOnPage] = [event.target as HTMLElement, document.activeElement === document.body];
  if (act === "leave") return leave(sorter, target);
  if (isWriting(target) || !(isOnPage || sorter.contains(target))) return;
  const isOnControl = target.matches("button, a, summary, input, select");
  if (isOnControl && (act === "move" || isStep(act))) return;
  if (perform(act, { theme: target.closest(".sorter-theme"), card: target.closest(".sorter-card") }, sorter)) {
    event.preventDefault();
  }
}

/** Do what a key asks for; return whether anything was done. */
function perform(act: Act, at: Place, sorter: HTMLElement): boolean {
  if (isStep(act)) return step(act, at, sorter);
  if (act === "add") return goTo(sorter.querySelector("#sorter-name"));
  if (act === "tray") return goTo(sorter.querySelector(".sorter-doubt"));
  if (act === "undo") return click(sorter.querySelector("#theme-undo button"));
  if (act === "confirm" && !at.theme) return goTo(sorter.querySelector("#sorter-accept"));
  return at.card && performOnCard(act, at.card) ? true : performOnTheme(act, at.theme);
}

function performOnCard(act: Act, card: HTMLElement): boolean {
  const box = card.querySelector<HTMLInputElement>('input[name="proposals"][type="checkbox"]');
  if (act === "pick") return click(box);
  if (act === "move") return goTo(card.querySelector("[data-drag]"));
  if (act === "split" && box?.form) {
    box.checked = true;
    askName(box.form);
    return true;
  }
  if (act === "other") return unfold(card.querySelector(".sorter-other"), "select");
  if (act !== "first" && act !== "second") return false;
  const chip = card.querySelectorAll<HTMLButtonElement>(".sorter-chip")[act === "first" ? 0 : 1];
  if (!chip) return false;
  const next = afterLeaving(Array.from(card.parentElement?.children ?? []), card);
  chip.click();
  return goTo(next as HTMLElement | undefined) || true;
}

function performOnTheme(act: Act, theme: HTMLElement | null): boolean {
  if (act === "rename" && theme) return unfold(theme.querySelector(".sorter-rename"), "input[name=label]");
  if (act === "merge" && theme) return unfold(theme.querySelector(".sorter-menu"), "select");
  if (act === "confirm") return click(theme?.querySelector(".sorter-right"));
  if (act === "rename" || act === "merge" || act === "split") announce(t("desk.sorter.choose_theme"));
  return false;
}

function step(act: Step, at: Place, sorter: HTMLElement): boolean {
  const columns = Array.from(sorter.querySelectorAll<HTMLElement>(COLUMNS));
  if (!columns.length) return false;
  const rows = columns.map((column) => Array.from(column.querySelectorAll<HTMLElement>(".sorter-card")));
  const column = columns.findIndex((one) => one === (at.theme ?? at.card?.closest(COLUMNS)));
  const to = column < 0 ? { column: 0, row: -1 } : walk(rows.map((cards) => cards.length), { column, row: at.card ? rows[column]!.indexOf(at.card) : -1 }, act);
  return goTo(to.row < 0 ? columns[to.column] : rows[to.column]?.[to.row]);
}

/** Close the open fold around a field and go back to its theme or card. */
function leave(sorter: HTMLElement, target: HTMLElement): void {
  const fold = target.closest("details[open]");
  if (fold && sorter.contains(fold)) fold.removeAttribute("open");
  else if (target.closest("#sorter-move")) goTo(sorter.querySelector(".sorter-card:has(:checked)"));
}

/** Go back to the theme or card whose fold was closed while a field of it, which is hidden now, was in use. */
function comeBack(event: Event): void {
  const fold = event.target;
  if (!(fold instanceof HTMLDetailsElement)) return;
  if (fold.open && fold.matches(".sorter-why")) return explain(fold);
  if (fold.open) return fold.matches(".sorter-rename") ? void goTo(fold.querySelector("input[name=label]")) : undefined;
  const isLost = document.activeElement === document.body || fold.contains(document.activeElement);
  if (isLost) goTo(fold.closest<HTMLElement>(".sorter-card, .sorter-theme"));
}

/** Have the page name the cards that are most like the card of an opened explanation. */
function explain(fold: HTMLDetailsElement): void {
  fold.scrollIntoView({ block: "nearest" });
  const link = fold.querySelector<HTMLAnchorElement>("a[data-why]");
  if (!link) return;
  const address = new URL(location.href);
  address.searchParams.set("why", link.dataset.why ?? "");
  history.replaceState(history.state, "", address);
  refreshSoon();
}

function isStep(act: Act): act is Step {
  return ["up", "down", "left", "right"].includes(act);
}

function unfold(fold: HTMLDetailsElement | null, field: string): boolean {
  if (!fold) return false;
  fold.open = true;
  return goTo(fold.querySelector<HTMLElement>(field));
}

function goTo(part: HTMLElement | null | undefined): boolean {
  if (!part) return false;
  if (part === document.activeElement) return true; // selecting again would replace what is being typed
  part.focus();
  if (part instanceof HTMLInputElement && part.type === "text") part.select();
  part.scrollIntoView({ block: "nearest" });
  return true;
}

function click(button: HTMLElement | null | undefined): boolean {
  button?.click();
  return button != null;
}
