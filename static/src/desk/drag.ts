/** Drags proposals between themes by mouse, finger or arrow keys; the theme's own form submits the move. */
import { t } from "../lib/i18n";

const BEGIN_PX = 6;
const EDGE_PX = 60;

interface Drag {
  handle: HTMLElement;
  from: { x: number; y: number };
  isMoving: boolean;
}

let drag: Drag | undefined;
let aimed: HTMLElement | undefined;

export function dragCards(): void {
  document.documentElement.dataset.script = "";
  document.addEventListener("pointerdown", begin);
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", () => end(true));
  document.addEventListener("pointercancel", () => end(false));
  document.addEventListener("keydown", steer);
  document.addEventListener("focusout", (event) => void (!drag && handleOf(event) && aim(undefined)));
}

function handleOf(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>("[data-drag]") : null;
}

function begin(event: PointerEvent): void {
  const handle = handleOf(event);
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  handle.focus();
  drag = { handle, from: { x: event.clientX, y: event.clientY }, isMoving: false };
}

function follow(event: PointerEvent): void {
  if (!drag) return;
  const { x, y } = drag.from;
  drag.isMoving ||= Math.hypot(event.clientX - x, event.clientY - y) > BEGIN_PX;
  if (!drag.isMoving) return;
  document.documentElement.dataset.dragging = "";
  aim(document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("[data-into]") ?? undefined);
  scrollAt(event.clientY);
}

function end(isDropped: boolean): void {
  const [ended, target] = [drag, aimed];
  drag = undefined;
  delete document.documentElement.dataset.dragging;
  if (!ended?.isMoving) return;
  aim(undefined);
  if (isDropped && target) move(ended.handle, target);
}

/** Arrow keys choose a theme, Enter moves the proposal there, Escape cancels. Ctrl+Z undoes the last edit. */
function steer(event: KeyboardEvent): void {
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !isWriting(event.target)) return undo(event);
  if (event.key === "Escape" && (aimed || drag)) return leave(event);
  const handle = handleOf(event);
  if (!handle) return;
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const targets = targetsOf(handle);
    const at = aimed ? targets.indexOf(aimed) : step > 0 ? -1 : targets.length;
    aim(targets[(at + step + targets.length) % targets.length]);
    if (aimed) announce(t("desk.themes.drag_target", { theme: aimed.dataset.name ?? "" }));
  } else if (event.key === "Enter" && aimed) {
    event.preventDefault();
    const target = aimed;
    aim(undefined);
    move(handle, target);
  }
}

function leave(event: Event): void {
  event.preventDefault();
  drag = undefined;
  delete document.documentElement.dataset.dragging;
  aim(undefined);
  announce(t("desk.themes.drag_left"));
}

function undo(event: Event): void {
  const form = document.querySelector<HTMLFormElement>("#theme-undo");
  if (!form) return;
  event.preventDefault();
  submit(form, "undo");
}

function targetsOf(handle: HTMLElement): HTMLElement[] {
  const home = handle.closest("[data-into]");
  return Array.from(document.querySelectorAll<HTMLElement>("[data-into]")).filter((target) => target !== home);
}

function aim(target: HTMLElement | undefined): void {
  if (target === aimed) return;
  aimed?.classList.remove("theme-over");
  aimed = target;
  aimed?.classList.add("theme-over");
  if (!drag) aimed?.scrollIntoView({ block: "nearest" });
}

/** Move a card, together with the cards ticked in its form, by submitting that form. */
function move(handle: HTMLElement, target: HTMLElement): void {
  const form = handle.closest("form") ?? document.querySelector<HTMLFormElement>(`form#${handle.dataset.form}`);
  const fields = Array.from(form?.elements ?? []);
  const into = fields.find((field): field is HTMLSelectElement => field instanceof HTMLSelectElement);
  const box = fields.find((field) => field instanceof HTMLInputElement && field.value === handle.dataset.drag);
  if (!form || !(box instanceof HTMLInputElement) || handle.closest("[data-into]") === target) return;
  box.checked = true;
  if (!target.dataset.into && "asksName" in form.dataset) return askName(form);
  if (!into) return;
  into.value = target.dataset.into ?? "";
  announce(t("desk.themes.dragged", { theme: target.dataset.name ?? "" }));
  submit(form, "move");
}

/** Have the person name the new theme first; the field's form then makes it of the chosen cards. */
export function askName(form: HTMLFormElement): void {
  form.querySelector<HTMLInputElement>('input[name="label"]')?.focus();
  announce(t("desk.sorter.name_first"));
}

function submit(form: HTMLFormElement, op: string): void {
  form.querySelector<HTMLButtonElement>(`button[name="op"][value="${op}"]`)?.click();
}

function scrollAt(y: number): void {
  const column = document.getElementById("work-column");
  const by = y < EDGE_PX ? -12 : y > window.innerHeight - EDGE_PX ? 12 : 0;
  if (!by) return;
  window.scrollBy(0, by);
  column?.scrollBy(0, by);
  document.querySelector(".sorter-themes")?.scrollBy(0, by);
}

export function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select");
}

export function announce(text: string): void {
  const place = document.getElementById("theme-live");
  if (place) place.textContent = text;
}
